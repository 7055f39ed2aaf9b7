//! `[policy]`: rules over the whole placement, and how it may be paid for.

use crate::diag::{Diagnostic, Spanned, list};
use crate::plan::ServiceMesh;
use crate::plan::document::{HOURLY, MONEY, Node, Notation, OneOf, Section, Value, Whole, Wrong};
use crate::terms::{Provider, Purchase};
use crate::units::Usd;

use super::groups::{self, Group};
use super::names::Names;

/// What the section says, or its defaults.
#[derive(Default)]
pub(super) struct Policy {
    pub(super) budget: Option<Spanned<Usd>>,
    pub(super) max_providers: Option<Spanned<u32>>,
    pub(super) max_sites: Option<Spanned<u32>>,
    pub(super) together: Vec<Group>,
    pub(super) apart: Vec<Group>,
    /// Sorted, each once.
    pub(super) commitments: Vec<Purchase>,
    pub(super) operating_cost: Usd,
    pub(super) self_hosted_cost: Usd,
    pub(super) service_mesh: Option<ServiceMesh>,
    pub(super) downtime_cost: Option<Spanned<Usd>>,
}

const MESH: OneOf<ServiceMesh> =
    OneOf { all: &[ServiceMesh::Istio], name: |ServiceMesh::Istio| "istio" };

/// More sites than any catalog has.
const MAX_SITES: u32 = 1_000;

pub(super) fn read(
    root: &mut Section<'_, '_>,
    names: &Names<'_>,
    horizon: Option<Spanned<u32>>,
) -> Policy {
    let Some(entry) = root.entry("policy") else { return Policy::default() };
    let Some(mut section) = Section::new(&entry.node, "[policy]", root.findings()) else {
        return Policy::default();
    };
    let providers = u32::try_from(Provider::ALL.len()).unwrap_or(u32::MAX);
    let operating_cost = section.optional("operating_cost_per_provider", &MONEY);
    let self_hosted = section.optional("operating_cost_per_self_hosted", &MONEY);
    let policy = Policy {
        budget: section.optional("budget", &MONEY),
        max_providers: section.optional("max_providers", &Whole(1..=providers)),
        max_sites: section.optional("max_sites", &Whole(1..=MAX_SITES)),
        together: groups::read(&mut section, "together", names),
        apart: groups::read(&mut section, "apart", names),
        commitments: commitments(&mut section, horizon),
        operating_cost: operating_cost.map_or(Usd::ZERO, |cost| cost.value),
        self_hosted_cost: self_hosted.map_or(Usd::ZERO, |cost| cost.value),
        downtime_cost: section.optional("downtime_cost", &HOURLY),
        service_mesh: section.optional("service_mesh", &MESH).map(|mesh| mesh.value),
    };
    section.finish();
    policy
}

fn commitments(section: &mut Section<'_, '_>, horizon: Option<Spanned<u32>>) -> Vec<Purchase> {
    let written = section.list("commitments", &Commitment).unwrap_or_default();
    for commitment in &written {
        let (Some(term), Some(horizon)) = (commitment.value.term_months(), &horizon) else {
            continue;
        };
        if term > horizon.value {
            let months = horizon.value;
            let message = format!("`{}` runs longer than the plan's horizon", commitment.value);
            let finding = Diagnostic::error(message, commitment.span)
                .because(format!("{term} months"))
                .also(horizon.span, format!("the plan looks {months} months ahead"))
                .hint("drop the commitment, or set a longer `horizon` in [plan]");
            section.push(finding);
        }
    }
    let mut commitments: Vec<Purchase> = written.into_iter().map(|c| c.value).collect();
    commitments.sort();
    commitments.dedup();
    commitments
}

/// A purchase option with a term.
struct Commitment;

impl Notation for Commitment {
    type Value = Purchase;

    fn read(&self, node: &Node) -> Result<Purchase, Wrong> {
        let Value::Text(name) = &node.value else {
            return Err(Wrong::type_of(node, "the name of a commitment", &self.example()));
        };
        match Purchase::parse(name) {
            Some(purchase) if purchase.is_commitment() => Ok(purchase),
            Some(Purchase::Spot) => Err(Wrong::new("names no commitment: `spot`")
                .hint("spot is used for services with interruptible = true")),
            Some(_) => Err(Wrong::new(format!("names no commitment: `{name}`"))
                .hint("on-demand is always possible and needs no mention")),
            None => {
                let all = Purchase::ALL.iter().filter(|purchase| purchase.is_commitment());
                let names: Vec<&str> = all.map(|purchase| purchase.name()).collect();
                let wrong = Wrong::new(format!("names no commitment: `{name}`"));
                Err(match crate::diag::nearest(name, names.iter().copied()) {
                    Some(near) => wrong.hint(format!("did you mean \"{near}\"?")),
                    None => wrong.hint(format!("known: {}", list(&names, "and"))),
                })
            }
        }
    }

    fn example(&self) -> String {
        format!("\"{}\"", Purchase::NoUpfront1y)
    }
}
