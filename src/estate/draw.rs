//! Draws an estate: its applications, what they call, and the rules over all of it.

use super::application::Application;
use super::dice::Dice;
use super::profile::{Part, Profile};
use super::text::Text;

/// What estate is wished for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// How many services it has.
    pub services: usize,
    /// Another seed is another estate.
    pub seed: u64,
    /// What it is like.
    pub profile: Profile,
}

/// Applications that share one platform, the first of them.
const APPLICATIONS_PER_PLATFORM: usize = 8;

/// Dollars a month for each service that nobody needs to exceed.
const BUDGET_PER_SERVICE: usize = 6_000;

/// The plan of an estate, as TOML.
#[must_use]
pub fn plan(wish: &Wish) -> String {
    let mut text = Text::default();
    text.head(wish, BUDGET_PER_SERVICE * wish.services.max(1));
    let applications = applications(wish);
    for application in &applications {
        // Numbers of their own keep what an application needs the same, whatever else is drawn.
        let mut dice = Dice::of(wish.seed, 2 * application.number + 1);
        for member in 0..application.members.len() {
            text.service(application, member, &application.needs(&mut dice, member));
        }
        own_flows(&mut text, &mut dice, wish.profile, application);
    }
    let mut dice = Dice::of(wish.seed, 0);
    match wish.profile {
        Profile::Shop => platform_flows(&mut text, &mut dice, &applications),
        Profile::Mesh => random_flows(&mut text, &mut dice, wish.services, &applications),
        Profile::Pipeline | Profile::Independent => {}
    }
    text.finish()
}

fn applications(wish: &Wish) -> Vec<Application> {
    let mut all = Vec::new();
    let mut left = wish.services;
    for number in 1.. {
        if left == 0 {
            break;
        }
        let mut dice = Dice::of(wish.seed, 2 * number);
        let application = Application::draw(&mut dice, wish.profile, number, left);
        left -= application.members.len();
        all.push(application);
    }
    all
}

/// What people fetch from an application, what its members call, and what people wait for.
fn own_flows(text: &mut Text, dice: &mut Dice, profile: Profile, of: &Application) {
    if matches!(of.members[0].part, Part::Entry) || of.number % 3 == 1 {
        text.fetched(of, dice.around(1_500));
    }
    for call in profile.calls() {
        if call.from.max(call.to) < of.members.len() {
            text.call((of, call.from), (of, call.to), dice.around(call.gb), call);
        }
    }
    let path = profile.journey();
    if of.matters() && !path.is_empty() && path.iter().all(|&member| member < of.members.len()) {
        text.journey(of, path);
    }
    if of.matters() && profile == Profile::Shop && of.members.len() > 2 && dice.percent(30) {
        text.together([of.name(1), of.name(2)]);
    }
    if profile == Profile::Shop && of.members.len() > 11 {
        // What is archived must outlive what it is the archive of.
        text.apart([of.name(7), of.name(11)]);
    }
}

/// Calls between applications: all of a group call its platform, some call their neighbour.
fn platform_flows(text: &mut Text, dice: &mut Dice, all: &[Application]) {
    for group in all.chunks(APPLICATIONS_PER_PLATFORM) {
        for (before, of) in group.iter().zip(&group[1..]) {
            if of.members.len() > 1 && group[0].members.len() > 1 {
                text.flow(&of.name(1), &group[0].name(1), dice.around(15), 60);
            }
            let neighbours = of.members.len() > 2 && before.members.len() > 4;
            if neighbours && dice.percent(30) {
                text.flow(&of.name(2), &before.name(4), dice.around(30), 80);
            }
        }
    }
}

/// GB a month of calls in a mesh: many small ones, some very large.
const MESH_GB: [u64; 8] = [20, 100, 400, 1_000, 3_000, 8_000, 20_000, 60_000];

/// One and a half calls for each service, between any two of them.
fn random_flows(text: &mut Text, dice: &mut Dice, services: usize, all: &[Application]) {
    let members = |of: &Application| (0..of.members.len()).map(|m| of.name(m)).collect::<Vec<_>>();
    let names: Vec<String> = all.iter().flat_map(members).collect();
    let mut known = std::collections::BTreeSet::new();
    let most = names.len() * names.len().saturating_sub(1) / 2;
    while known.len() < (services * 3 / 2).min(most) {
        let (from, to) = (dice.pick(&names).clone(), dice.pick(&names).clone());
        let key = (from.clone().min(to.clone()), from.clone().max(to.clone()));
        if from != to && known.insert(key) {
            text.flow(&from, &to, *dice.pick(&MESH_GB), 50);
        }
    }
}
