//! An estate as the text of a plan.

use std::fmt::{Display, Write as _};

use super::application::{Application, USERS, per_month, text};
use super::draw::Wish;
use super::profile::Call;

/// The text of a plan under construction.
#[derive(Default)]
pub(super) struct Text {
    body: String,
    flows: String,
    journeys: String,
    together: Vec<[String; 2]>,
    apart: Vec<[String; 2]>,
    budget: usize,
}

const TIERS: &str = "
[tiers.vital]
availability = \"99.9%\"
latency_p99 = \"250ms\"
survives = \"provider\"
rto = \"4h\"
rpo = \"24h\"
standby = \"25%\"

[tiers.critical]
availability = \"99.9%\"
latency_p99 = \"200ms\"
survives = \"region\"
rto = \"1h\"
rpo = \"15m\"
min_distance = \"300 km\"
degraded_capacity = \"80%\"
standby = \"25%\"

[tiers.important]
availability = \"99.9%\"
rto = \"1h\"
rpo = \"15m\"

[data.european]
residency = [\"eu\"]
encryption = \"customer-managed-keys\"

[data.american]
residency = [\"country:US\"]

[data.public]
";

impl Text {
    /// What stands before the services.
    pub(super) fn head(&mut self, wish: &Wish, budget: usize) {
        let Wish { services, seed, profile } = wish;
        let profile = profile.name();
        self.budget = budget;
        self.body = format!(
            "# A made-up estate: mcplan bench generate --services {services} --seed {seed} --profile {profile}\n\n\
             [plan]\nname = \"{profile}-{services}-{seed}\"\n\
             catalogs = [\"aws\", \"azure\", \"onprem/frankfurt\"]\nhorizon = \"36 months\"\n"
        );
        for (name, city) in USERS {
            self.table(
                &format!("[users.{name}]"),
                &[("location", text(city)), ("share", text("16%"))],
            );
        }
        self.body.push_str(TIERS);
    }

    /// A service with what it needs.
    pub(super) fn service(
        &mut self,
        of: &Application,
        member: usize,
        needs: &[(&'static str, String)],
    ) {
        let name = of.name(member);
        self.table(&format!("[services.{name}]"), needs);
        let about = [
            ("tier", text(of.tier)),
            ("team", text(&format!("team-{}", of.number))),
            ("data", text(of.home.data)),
        ];
        keys(&mut self.body, &about);
    }

    /// What people fetch from the first service of an application.
    pub(super) fn fetched(&mut self, of: &Application, gb: u64) {
        let from = format!("users.{}", of.users);
        self.flows.push_str("\n[[flows]]\n");
        keys(
            &mut self.flows,
            &[("from", text(&from)), ("to", text(&of.name(0))), ("volume", per_month(gb))],
        );
    }

    /// A call between services.
    pub(super) fn flow(&mut self, from: &str, to: &str, gb: u64, reply: u64) {
        self.flows.push_str("\n[[flows]]\n");
        let about = [
            ("from", text(from)),
            ("to", text(to)),
            ("volume", per_month(gb)),
            ("reply", text(&format!("{reply}%"))),
            ("required", "false".to_owned()),
        ];
        keys(&mut self.flows, &about);
    }

    /// A call between members of applications.
    pub(super) fn call(
        &mut self,
        (here, from): (&Application, usize),
        (there, to): (&Application, usize),
        gb: u64,
        call: &Call,
    ) {
        self.flows.push_str("\n[[flows]]\n");
        let about = [
            ("from", text(&here.name(from))),
            ("to", text(&there.name(to))),
            ("volume", per_month(gb)),
            ("reply", text(&format!("{}%", call.reply))),
        ];
        keys(&mut self.flows, &about);
        if let Some(most) = call.rtt {
            keys(&mut self.flows, &[("rtt", text(&format!("{most}ms")))]);
        }
        if !call.required {
            keys(&mut self.flows, &[("required", "false")]);
        }
    }

    /// What the people of an application wait for, along its members.
    pub(super) fn journey(&mut self, of: &Application, path: &[usize]) {
        let steps: Vec<String> = path.iter().map(|&member| of.name(member)).collect();
        let users = format!("users.{}", of.users);
        let all: Vec<&str> =
            std::iter::once(users.as_str()).chain(steps.iter().map(String::as_str)).collect();
        self.journeys.push_str("\n[[journeys]]\n");
        let about = [
            ("name", text(&format!("buy-{}", of.number))),
            ("path", format!("{all:?}")),
            ("latency_p99", text("300ms")),
            ("availability", text("99%")),
        ];
        keys(&mut self.journeys, &about);
    }

    /// Two services at the same sites.
    pub(super) fn together(&mut self, services: [String; 2]) {
        self.together.push(services);
    }

    /// Two services at no common site.
    pub(super) fn apart(&mut self, services: [String; 2]) {
        self.apart.push(services);
    }

    /// The whole plan.
    pub(super) fn finish(mut self) -> String {
        self.body.push_str(&self.flows);
        self.body.push_str(&self.journeys);
        let commitments = ["1y-no-upfront", "3y-no-upfront", "1y-savings-plan", "3y-savings-plan"];
        let about = [
            ("budget", text(&format!("${}/month", self.budget))),
            ("together", format!("{:?}", self.together)),
            ("apart", format!("{:?}", self.apart)),
            ("commitments", format!("{commitments:?}")),
            ("operating_cost_per_provider", text("$500/month")),
            ("operating_cost_per_self_hosted", text("$400/month")),
        ];
        self.table("[policy]", &about);
        self.body
    }

    fn table(&mut self, head: &str, about: &[(&str, String)]) {
        let _ = writeln!(self.body, "\n{head}");
        keys(&mut self.body, about);
    }
}

/// Keys with their values, a line each.
fn keys(to: &mut String, about: &[(&str, impl Display)]) {
    for (key, value) in about {
        let _ = writeln!(to, "{key} = {value}");
    }
}
