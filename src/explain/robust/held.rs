//! What a placement decides before load and prices are known: for each service its sites and how it recovers.
//!
//! Machines are not part of it: they are bought and given back as the load asks.

use std::collections::BTreeSet;

use crate::placement::{Context, Verified};
use crate::plan::{Change, Service, Topology};
use crate::terms::Strategy;

/// The strategy and the sites of each service, in the order of the plan.
pub type Choice = Vec<(Strategy, BTreeSet<String>)>;

/// The choice that a placement makes.
#[must_use]
pub fn choice(context: Context<'_>, verified: &Verified) -> Choice {
    let of = |id| {
        let arrangement = verified.placement().of(id);
        let code = |site| context.catalog.site(site).code.clone();
        let sites = arrangement.deployments.iter().map(|d| code(d.site)).collect();
        (arrangement.strategy, sites)
    };
    context.topology.service_ids().map(of).collect()
}

/// The changes that hold a choice: each service at none but these sites, by this strategy.
#[must_use]
pub fn held(topology: &Topology, choice: &Choice) -> Vec<Change> {
    let hold = |(service, (strategy, sites)): (&Service, &(Strategy, BTreeSet<String>))| {
        let sites: Vec<String> = sites.iter().cloned().collect();
        Change::hold(&service.name.value, strategy.name(), &sites, service.name.span)
    };
    topology.services.iter().zip(choice).map(hold).collect()
}
