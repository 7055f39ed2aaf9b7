//! Who runs where and on what, and why there: the choices each service had.

use std::collections::BTreeMap;

use crate::catalog::SiteId;
use crate::explain::Why;
use crate::placement::{Context, Deployment, Hardware, Lot, Verified, reserved};
use crate::plan::ServiceId;
use crate::terms::Form;
use crate::units::Usd;

use super::answer::Answer;
use super::number::{count, money};
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("Recovery", Align::Left),
    ("Role", Align::Left),
    ("Site", Align::Left),
    ("Runs on", Align::Prose),
    ("USD/month", Align::Right),
];

/// Each service with its sites, what it runs on there, and what it costs there.
pub(super) fn placement(answer: &Answer<'_>, verified: &Verified) -> Section {
    let costs = cost_by_deployment(verified);
    let mut table = Table::new(COLUMNS);
    let mut last = None;
    for (service, deployment) in verified.placement().deployments() {
        let strategy = verified.placement().of(service).strategy;
        let first = last != Some(service);
        last = Some(service);
        let once = |text: &str| if first { text.to_owned() } else { String::new() };
        let cost = costs.get(&(service, deployment.site)).copied().unwrap_or_default();
        table.row([
            once(answer.service(service)),
            once(strategy.name()),
            deployment.role.name().to_owned(),
            answer.site(deployment.site).to_owned(),
            runs_on(answer.context(), service, deployment),
            money(cost),
        ]);
    }
    Section::new("Placement").table(table)
}

fn cost_by_deployment(verified: &Verified) -> BTreeMap<(ServiceId, SiteId), Usd> {
    let mut costs = BTreeMap::new();
    for charge in verified.charges() {
        if let (Some(service), Some(site)) = (charge.service, charge.site) {
            *costs.entry((service, site)).or_default() += charge.monthly;
        }
    }
    costs
}

/// "5 x m7g.large on-demand, in 3 zones", or "after a loss: 5 x m7g.large,
/// capacity reserved".
pub(super) fn runs_on(context: Context<'_>, service: ServiceId, deployment: &Deployment) -> String {
    let Context { topology, catalog } = context;
    let hardware = match &deployment.hardware {
        Hardware::Nodes { sku, running, .. } if deployment.is_asleep() => {
            format!("{} x {}", count(running.peak() as usize), catalog.sku(*sku).name)
        }
        Hardware::Nodes { sku, lots, .. } => nodes(&catalog.sku(*sku).name, lots),
        Hardware::Pool { vcpu, memory, running } => {
            let machines = count(running.peak() as usize);
            format!("{machines} x {} vCPU, {memory}", vcpu.normalize())
        }
        Hardware::Managed => topology.service(service).kind.name().to_owned(),
    };
    let hardware = match deployment.realisation {
        Some(id) => format!("{}: {hardware}", catalog.realisation(id).title),
        None => hardware,
    };
    match deployment.form {
        _ if deployment.is_asleep() => {
            let kept = reserved(context, service, deployment).map_or("", |_| ", capacity reserved");
            format!("after a loss: {hardware}{kept}")
        }
        Form::Single => hardware,
        Form::ZoneRedundant if deployment.zones > 1 => {
            format!("{hardware}, in {} zones", deployment.zones)
        }
        Form::ZoneRedundant => format!("{hardware}, {}", Form::ZoneRedundant),
    }
}

/// "12 x m7g.large on-demand", or "m7g.large: 8 x 1y-no-upfront + 4 x on-demand".
fn nodes(sku: &str, lots: &[Lot]) -> String {
    if let [only] = lots {
        return format!("{} x {sku} {}", count(only.count as usize), only.purchase);
    }
    let lots = lots.iter().map(|lot| format!("{} x {}", count(lot.count as usize), lot.purchase));
    format!("{sku}: {}", lots.collect::<Vec<_>>().join(" + "))
}

const WHY_COLUMNS: &[(&str, Align)] = &[
    ("Service", Align::Left),
    ("Sites possible", Align::Right),
    ("Choices", Align::Right),
    ("Next best", Align::Prose),
    ("More USD/month", Align::Right),
];

/// The choices each service had and what the next best would cost; `None` without reasons.
pub(super) fn reasons(answer: &Answer<'_>) -> Option<Section> {
    if answer.why.is_empty() {
        return None;
    }
    let mut table = Table::new(WHY_COLUMNS);
    for why in answer.why {
        let (next, more) = next_best(answer, why);
        table.row([
            answer.service(why.service).to_owned(),
            format!("{} of {}", count(why.possible), count(why.sites)),
            count(why.arrangements),
            next,
            more,
        ]);
    }
    let note = "The next best is the cheapest other choice of sites for that service with everything \
                else as it is; its price includes what it changes for traffic.";
    Some(Section::new("Why there").table(table).note(note))
}

fn next_best(answer: &Answer<'_>, why: &Why) -> (String, String) {
    let Some(next) = why.runner_up() else {
        return ("none".to_owned(), String::new());
    };
    let sites: Vec<&str> = next.sites.iter().map(|&site| answer.site(site)).collect();
    (format!("{} at {}", next.strategy, sites.join(", ")), money(next.more))
}
