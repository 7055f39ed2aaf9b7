//! One application of an estate: its services with their sizes, and where its people are.

use super::dice::Dice;
use super::profile::{Member, Part, Profile};

/// Where an application is at home.
pub(super) struct Home {
    /// Its class of data, which says where that may lie.
    pub(super) data: &'static str,
    /// Its people: the groups of users of that part of the world.
    pub(super) users: &'static [&'static str],
}

/// Homes by how many in a hundred applications have them.
pub(super) const HOMES: &[(u64, Home)] = &[
    (45, Home { data: "european", users: &["rhine", "thames", "iberia"] }),
    (35, Home { data: "american", users: &["atlantic", "pacific"] }),
    (20, Home { data: "public", users: &["rhine", "atlantic", "pacific", "strait"] }),
];

/// Groups of users: name and city.
pub(super) const USERS: &[(&str, &str)] = &[
    ("rhine", "Frankfurt"),
    ("thames", "London"),
    ("iberia", "Madrid"),
    ("atlantic", "Ashburn"),
    ("pacific", "California"),
    ("strait", "Singapore"),
];

/// Tiers by how many in a hundred applications have them, as in enterprises.
const TIERS: &[(u64, &str)] =
    &[(3, "vital"), (7, "critical"), (25, "important"), (45, "standard"), (20, "best-effort")];

/// An application under construction.
pub(super) struct Application {
    pub(super) number: u64,
    pub(super) tier: &'static str,
    pub(super) home: &'static Home,
    pub(super) users: &'static str,
    pub(super) members: &'static [Member],
}

impl Application {
    /// The application of a number, with at most so many services.
    pub(super) fn draw(dice: &mut Dice, profile: Profile, number: u64, most: usize) -> Self {
        let all = profile.members();
        let wanted = dice.between(5, all.len() as u64);
        let members = &all[..usize::try_from(wanted).unwrap_or(all.len()).min(most)];
        let home = dice.weighted(HOMES);
        let tier: &&str = dice.weighted(TIERS);
        let users: &&str = dice.pick(home.users);
        Application { number, tier, home, users, members }
    }

    /// The name of a member.
    pub(super) fn name(&self, member: usize) -> String {
        format!("{}-{}", self.members[member].name, self.number)
    }

    /// Whether it is made for people who wait.
    pub(super) fn matters(&self) -> bool {
        matches!(self.tier, "vital" | "critical" | "important")
    }

    /// What a member needs, as keys and values of a plan.
    pub(super) fn needs(&self, dice: &mut Dice, member: usize) -> Vec<(&'static str, String)> {
        match self.members[member].part {
            Part::Entry => vec![
                ("kind", text("load-balancer")),
                ("new_connections", dice.around(100).to_string()),
                ("active_connections", dice.around(3_000).to_string()),
            ],
            Part::Server => server(dice),
            Part::Batch => batch(dice),
            Part::Database(kind) => database(dice, kind),
            Part::Cache => vec![
                ("kind", text("cache")),
                ("memory", gib(*dice.pick(&[3, 6, 12, 25]))),
                ("engine", "[\"redis\", \"valkey\"]".to_owned()),
            ],
            Part::Store => vec![
                ("kind", text("object-store")),
                ("storage", gib(dice.around(4_000))),
                ("puts", dice.around(2_000_000).to_string()),
                ("gets", dice.around(50_000_000).to_string()),
                ("writes", per_month(dice.around(200))),
            ],
            Part::Queue => vec![
                ("kind", text("queue")),
                ("messages", format!("\"{}M/month\"", dice.around(50))),
            ],
            Part::Stream => vec![
                ("kind", text("event-stream")),
                ("ingress", per_month(dice.around(2_000))),
                ("egress", per_month(dice.around(4_000))),
            ],
        }
    }
}

/// A value in quotes.
pub(super) fn text(value: &str) -> String {
    format!("\"{value}\"")
}

/// GB a month.
pub(super) fn per_month(gb: u64) -> String {
    format!("\"{gb} GB/month\"")
}

fn gib(amount: u64) -> String {
    format!("\"{amount} GiB\"")
}

/// Processors and GiB of memory, as people ask for them.
const SIZES: [(u64, u64); 8] =
    [(1, 2), (2, 4), (2, 8), (4, 8), (4, 16), (8, 16), (8, 32), (16, 64)];

fn server(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let (cpu, memory) = *dice.pick(&SIZES);
    let replicas: u64 = *dice.pick(&[2, 2, 2, 3, 4, 6, 10]);
    let mut keys = vec![("kind", text("vm")), ("cpu", cpu.to_string()), ("memory", gib(memory))];
    if dice.percent(40) {
        keys.push(("arch", text("any")));
    }
    if dice.percent(30) {
        let calm = format!("{{ replicas = {}, hours = 500 }}", replicas.div_ceil(2));
        let busy = format!("{{ replicas = {replicas}, hours = 230 }}");
        keys.push(("load", format!("[{busy}, {calm}]")));
    } else {
        keys.push(("replicas", replicas.to_string()));
    }
    keys
}

fn batch(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let (cpu, memory) = *dice.pick(&SIZES);
    let replicas = dice.between(1, 6);
    let hours = *dice.pick(&[60, 130, 300]);
    let work = format!("{{ replicas = {replicas}, hours = {hours} }}");
    let rest = format!("{{ replicas = 0, hours = {} }}", 730 - hours);
    vec![
        ("kind", text("vm")),
        ("cpu", cpu.to_string()),
        ("memory", gib(memory)),
        ("arch", text("any")),
        ("interruptible", "true".to_owned()),
        ("load", format!("[{work}, {rest}]")),
    ]
}

fn database(dice: &mut Dice, kind: &str) -> Vec<(&'static str, String)> {
    let (cpu, memory) = *dice.pick(&[(2, 8), (2, 16), (4, 16), (4, 32), (8, 32), (8, 64)]);
    vec![
        ("kind", text(kind)),
        ("cpu", cpu.to_string()),
        ("memory", gib(memory)),
        ("storage", gib(*dice.pick(&[50, 100, 200, 400, 800, 1_600]))),
        ("writes", per_month(dice.around(60))),
    ]
}
