//! What law and auditors ask of services with a class of data, with the catalogs' evidence site by site.
//!
//! Whether a rule that the plan makes binding holds is for `rules`; this says what is known.

use crate::catalog::SiteId;
use crate::placement::usage::Context;
use crate::placement::{
    Asked, ComplianceLine, Deployment, Evidence, Kept, Placement, SiteEvidence,
};
use crate::plan::{DataClass, Encryption, RequirementId, Rule, ServiceId};
use crate::terms::{Kind, Provider, Role};

pub fn compliance(context: Context<'_>, placement: &Placement) -> Vec<ComplianceLine> {
    let requirements = (0..).map(RequirementId).zip(&context.topology.requirements);
    let residency = requirements.filter_map(|(id, requirement)| match &requirement.rule {
        Rule::Residency { service, zones } => Some((*service, Asked::Residency(id), zones)),
        _ => None,
    });
    let residency = residency.map(|(service, asked, zones)| {
        let find = |site| lies_in(context, service, site, zones);
        line(context, placement, service, asked, &find)
    });
    let frameworks = context.topology.service_ids().flat_map(|service| {
        let class = context.topology.data_class(context.topology.service(service));
        let named = class.into_iter().flat_map(|class| &class.frameworks);
        named.map(move |framework| {
            let find = |site| attested(context, site, &framework.value);
            line(context, placement, service, Asked::Framework(framework.value.clone()), &find)
        })
    });
    let mut lines: Vec<ComplianceLine> = residency.chain(frameworks).collect();
    lines.sort_by(|a, b| (a.service, &a.asked).cmp(&(b.service, &b.asked)));
    lines
}

fn line(
    context: Context<'_>,
    placement: &Placement,
    service: ServiceId,
    asked: Asked,
    find: &dyn Fn(SiteId) -> Option<Evidence>,
) -> ComplianceLine {
    let class = context.topology.data_class(context.topology.service(service));
    let evidence = placement.of(service).deployments.iter().map(|deployment| SiteEvidence {
        site: deployment.site,
        kept: kept(context, service, deployment, class),
        found: find(deployment.site),
    });
    ComplianceLine { service, asked, evidence: evidence.collect() }
}

/// The evidence that a site lies in one of some zones of law. Copies at the edges of a CDN are wherever people
/// ask for them, of which the catalogs know nothing.
fn lies_in(
    context: Context<'_>,
    service: ServiceId,
    site: SiteId,
    zones: &[String],
) -> Option<Evidence> {
    if context.topology.service(service).kind == Kind::Cdn {
        return None;
    }
    let row = zones.iter().find_map(|zone| context.catalog.residency_row(site, zone))?;
    Some(Evidence { text: row.to_owned(), source: None })
}

fn attested(context: Context<'_>, site: SiteId, framework: &str) -> Option<Evidence> {
    let found = context.catalog.attestation(site, framework)?;
    let text = format!("{}, {} ({})", found.document, found.date, found.row);
    Some(Evidence { text, source: Some(found.source.clone()) })
}

/// What of a service is kept at the site of a deployment.
fn kept(
    context: Context<'_>,
    service: ServiceId,
    deployment: &Deployment,
    class: Option<&DataClass>,
) -> Vec<Kept> {
    let keeps_data = context.topology.service(service).kind.keeps_data();
    let mut all = vec![match deployment.role {
        Role::Active => Kept::Service,
        Role::Recovery => Kept::FailoverTarget,
    }];
    if deployment.role == Role::Recovery && keeps_data {
        all.push(if deployment.is_asleep() { Kept::Backups } else { Kept::Replica });
    }
    // At sites of one's own, keys and logs are where the organisation has them.
    if context.catalog.site(deployment.site).provider != Provider::OnPrem {
        let keys = class.is_some_and(|class| class.encryption == Encryption::CustomerKeys);
        all.extend(keys.then_some(Kept::Keys));
        all.extend(class.is_some_and(|class| class.rules.access_logs).then_some(Kept::Logs));
    }
    all
}
