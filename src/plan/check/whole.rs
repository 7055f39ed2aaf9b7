//! The whole check: the sections in order of what refers to what, then the rules over all of them.

use crate::diag::{Diagnostics, Spanned};
use crate::plan::document::{HORIZON, PlanDoc, Section, Text};
use crate::plan::{Gazetteer, Index, Topology};

use super::names::Names;
use super::{
    contradictions, data_classes, dependencies, downtime, dropped, flows, journeys, lost, network,
    policy, price_book, recovery, requirements, scenarios, services, sites, tiers, unused, users,
};

/// Months over which commitments may run if the plan does not say.
const DEFAULT_HORIZON: u32 = 36;

/// Checks a document against the names that the catalogs know, and builds the topology.
///
/// Beside the topology come the warnings.
///
/// # Errors
/// Every mistake of the file, with the warnings among them.
pub fn check(doc: &PlanDoc, gazetteer: &Gazetteer) -> Result<(Topology, Diagnostics), Diagnostics> {
    let mut findings = doc.syntax.clone();
    let topology = read(doc, gazetteer, &mut findings);
    match topology {
        Some(topology) if !findings.has_errors() => Ok((topology, findings)),
        _ => Err(findings),
    }
}

fn read(doc: &PlanDoc, gazetteer: &Gazetteer, findings: &mut Diagnostics) -> Option<Topology> {
    let mut root = Section::new(&doc.root, "the plan", findings)?.of_sections();
    let header = header(&mut root);
    let names = Names::read(&mut root);
    let sites = sites::read(&mut root, gazetteer);
    let users = users::read(&names, gazetteer, root.findings());
    let tiers = tiers::read(&names, root.findings());
    let classes = data_classes::read(&names, gazetteer, root.findings());
    let recovery = recovery::of_all(&mut root);
    let services = services::read(&names, &tiers, &recovery, gazetteer, root.findings());
    let flows = flows::read(&mut root, &names);
    let journeys = journeys::read(&mut root, &names, &flows);
    let policy = policy::read(&mut root, &names, header.as_ref().map(|header| header.horizon));
    let price_book = price_book::read(&mut root);
    let network = network::read(&mut root, gazetteer);
    let kept = root.entry("scenarios");
    let uncertain = root.entry("uncertainty");
    root.finish();

    if let Some(network) = &network {
        lost::report_hub(&sites.lost, network, findings);
    }
    contradictions::report(&sites, &services, &policy, gazetteer, findings);
    if !findings.has_errors() {
        // A misspelt reference would make what it means look unused.
        unused::report(&names, &services, &flows, findings);
    }
    if let Some(kept) = kept {
        scenarios::report(kept, doc, gazetteer, findings);
    }
    if let Some(uncertain) = uncertain {
        scenarios::report_ranges(uncertain, doc, findings);
    }
    let requirements = requirements::list(&sites, &services, &classes, &flows, &journeys, &policy);
    let header = header?;
    let mut topology = Topology {
        name: header.name.value,
        horizon_months: header.horizon.value,
        users: users.into_iter().collect::<Option<_>>()?,
        services: services.into_iter().map(|draft| draft.service).collect::<Option<_>>()?,
        flows: flows.into_iter().map(|draft| draft.flow).collect::<Option<_>>()?,
        journeys: journeys.into_iter().map(|draft| draft.journey).collect::<Option<_>>()?,
        data_classes: classes,
        commitments: policy.commitments,
        operating_cost_per_provider: policy.operating_cost,
        operating_cost_per_self_hosted: policy.self_hosted_cost,
        service_mesh: policy.service_mesh,
        price_book,
        network,
        supposed: None,
        lost_zones: sites.lost.zones,
        requirements,
        index: Index::default(),
    };
    dropped::leave_out(&doc.dropped, &mut topology, findings);
    dependencies::ask(&mut topology);
    topology.reindex();
    downtime::spread(&mut topology, policy.downtime_cost);
    Some(topology)
}

struct Header {
    name: Spanned<String>,
    horizon: Spanned<u32>,
}

fn header(root: &mut Section<'_, '_>) -> Option<Header> {
    let Some(entry) = root.entry("plan") else {
        root.missing_section("plan", "its `name`");
        return None;
    };
    let mut section = Section::new(&entry.node, "[plan]", root.findings())?;
    let name = section.required("name", &Text("\"shop\""));
    let horizon = section.optional("horizon", &HORIZON);
    if let Some(catalogs) = section.list("catalogs", &Text("\"aws\""))
        && catalogs.is_empty()
    {
        section.empty("catalogs", "without a catalog there is no site");
    }
    section.finish();
    let horizon = horizon.unwrap_or(Spanned::new(DEFAULT_HORIZON, entry.key));
    Some(Header { name: name?, horizon })
}
