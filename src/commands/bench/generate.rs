//! `mcplan bench generate`: the plan of a made-up estate.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::commands::output::Output;
use crate::estate::{Profile, Wish, plan};

/// Writes the plan of a made-up estate
///
/// The estate has the tiers, applications, calls and rules of real ones, drawn at random; the same arguments
/// always give the same plan.
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct Generate {
    /// How many services it has
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    services: u32,
    /// Another seed is another estate
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// What it is like: shop (applications with databases and a shared platform), mesh (heavy calls between
    /// any two services), pipeline (data from stage to stage), independent (no calls)
    #[arg(long, value_name = "NAME", default_value = Profile::Shop.name(), value_parser = profiles())]
    profile: Profile,
}

pub(super) fn run(args: &Generate) -> Output {
    let wish = Wish { services: args.services as usize, seed: args.seed, profile: args.profile };
    Output::yes(plan(&wish))
}

/// The names of the profiles.
fn profiles() -> impl TypedValueParser<Value = Profile> {
    PossibleValuesParser::new(Profile::ALL.map(Profile::name)).map(|name| {
        let found = Profile::ALL.into_iter().find(|profile| profile.name() == name);
        found.expect("only names of profiles pass the parser")
    })
}
