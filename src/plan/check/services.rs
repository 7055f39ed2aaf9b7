//! `[services.NAME]`: what every kind has in common. The kinds' own keys are in `demand`.

use crate::diag::{Diagnostic, Diagnostics, Span, Spanned};
use crate::plan::document::{
    AVAILABILITY, HOURLY, Node, Notation, OneOf, RTT, Section, Text, Value, Wrong,
};
use crate::plan::{Gazetteer, Service, Targets, strategies, survived_alone};
use crate::terms::{Kind, Strategy, Survives};
use crate::units::Millis;

use super::names::{Named, Names, spanned};
use super::places::Pattern;
use super::recovery::{self, Stated};
use super::settings::Settings;
use super::sites::Patterns;
use super::tiers::{DEFAULT_TIER, Tiers};
use super::{demand, downtime, hosts};

const KIND: OneOf<Kind> = OneOf { all: Kind::ALL, name: Kind::name };
const STRATEGY: OneOf<Strategy> = OneOf { all: Strategy::ALL, name: Strategy::name };

/// The owner of services that name none.
const NO_TEAM: &str = "unassigned";

/// A service as far as it could be read.
pub(super) struct Draft {
    pub(super) name: Spanned<String>,
    /// Absent if there was a mistake.
    pub(super) service: Option<Service>,
    pub(super) targets: Targets,
    pub(super) pin: Option<Patterns>,
    pub(super) strategy: Option<Spanned<Strategy>>,
    /// Protocols or product families that it may be realised in.
    pub(super) engines: Option<Spanned<Vec<String>>>,
    /// Products that it may be realised by.
    pub(super) realisations: Option<Spanned<Vec<String>>>,
    /// The tier's name, known or not.
    pub(super) tier: String,
    pub(super) data_class: Option<usize>,
    /// Where the service itself bounds the latency for its users.
    pub(super) own_latency: Option<Span>,
}

/// The services in order of name.
pub(super) fn read(
    names: &Names<'_>,
    tiers: &Tiers,
    recovery: &Stated,
    gazetteer: &Gazetteer,
    findings: &mut Diagnostics,
) -> Vec<Draft> {
    let services = names.services.iter();
    services.map(|this| draft(this, names, tiers, recovery, gazetteer, findings)).collect()
}

fn draft(
    this: &Named<'_>,
    names: &Names<'_>,
    tiers: &Tiers,
    recovery: &Stated,
    gazetteer: &Gazetteer,
    findings: &mut Diagnostics,
) -> Draft {
    let mut draft = Draft {
        name: spanned(this),
        service: None,
        targets: Settings::default().targets(this.1.key),
        pin: None,
        strategy: None,
        engines: None,
        realisations: None,
        tier: DEFAULT_TIER.to_owned(),
        data_class: None,
        own_latency: None,
    };
    let what = format!("service `{}`", this.0);
    if let Some(mut section) = Section::new(&this.1.node, what, findings) {
        read_targets(&mut draft, &mut section, tiers);
        draft.pin = read_pin(&mut section, gazetteer);
        draft.strategy = section.optional("strategy", &STRATEGY);
        let class = section.optional("data", &ClassName(names));
        draft.data_class = class.map(|class| class.value);
        draft.engines = read_words("engine", gazetteer, &mut section);
        draft.realisations = read_words("realisation", gazetteer, &mut section);
        let recovery = recovery::of_service(this.0, &mut section, recovery);
        draft.service = read_service(&draft, names, recovery, &mut section);
    }
    draft
}

fn read_targets(draft: &mut Draft, section: &mut Section<'_, '_>, tiers: &Tiers) {
    let tier = section.optional("tier", &TierName(tiers));
    if let Some(tier) = &tier {
        draft.tier.clone_from(&tier.value);
    }
    let own = Settings::read(section);
    let base = tiers.get(&draft.tier).copied().unwrap_or_default();
    let all = own.over(&base);
    own.report_pointless(&all, section);
    draft.own_latency = own.latency_p99.and_then(|set| set.span);
    draft.targets = all.targets(tier.map_or(draft.name.span, |tier| tier.span));
}

fn read_pin(section: &mut Section<'_, '_>, gazetteer: &Gazetteer) -> Option<Patterns> {
    let span = section.entry("pin")?.node.span;
    let patterns = section.one_or_many("pin", &Pattern(gazetteer))?;
    if section.is_empty_list("pin") {
        section.empty("pin", "a service that is pinned to no site can be nowhere");
    }
    let patterns: Vec<_> = patterns.into_iter().map(|pattern| pattern.value).collect();
    (!patterns.is_empty()).then_some(Spanned::new(patterns, span))
}

/// Names of engines or realisations that the catalogs know.
fn read_words(
    key: &'static str,
    gazetteer: &Gazetteer,
    section: &mut Section<'_, '_>,
) -> Option<Spanned<Vec<String>>> {
    let span = section.entry(key)?.node.span;
    let words = section.one_or_many(key, &Product { key, gazetteer })?;
    if section.is_empty_list(key) {
        section.empty(key, "nothing could serve");
    }
    let words: Vec<String> = words.into_iter().map(|word| word.value).collect();
    (!words.is_empty()).then_some(Spanned::new(words, span))
}

fn read_service(
    draft: &Draft,
    names: &Names<'_>,
    recovery: Stated,
    section: &mut Section<'_, '_>,
) -> Option<Service> {
    let team = section.optional("team", &Text("\"storefront\""));
    let service_time = section.optional("service_time", &RTT);
    let assumed = section.optional("assumed_availability", &AVAILABILITY);
    let downtime_cost = section.optional("downtime_cost", &HOURLY);
    let downtime_cost = downtime_cost.map(|cost| downtime::own(&draft.name.value, cost));
    let kind = section.required("kind", &KIND);
    let host = kind.as_ref().and_then(|kind| hosts::read(kind.value, names, section));
    let mut demand = demand::read(kind.as_ref().map(|kind| kind.value), section);
    if let (Some(kind), Some(strategy)) = (&kind, &draft.strategy) {
        report_strategy(kind.value, strategy, &draft.targets, section);
    }
    let kind = kind?.value;
    if kind.is_hosted() {
        // Without its host, which was reported, nothing can be said of it.
        let host = names.kind(host?)?;
        demand.as_mut().into_iter().for_each(|demand| hosts::tell(demand, host));
    }
    Some(Service {
        name: draft.name.clone(),
        kind,
        host,
        tier: draft.tier.clone(),
        team: team.map_or(NO_TEAM.to_owned(), |team| team.value),
        data_class: draft.data_class,
        demand: demand?,
        survives: if kind == Kind::Edge { Survives::Nothing } else { draft.targets.survives.value },
        degraded_capacity: draft.targets.degraded_capacity.value,
        standby: draft.targets.standby.value,
        reserve_capacity: draft.targets.reserve_capacity,
        assumed_availability: assumed.map(|assumed| assumed.value),
        service_time: service_time.map_or(Millis::default(), |time| time.value),
        recovery,
        downtime_cost,
    })
}

/// Reports a strategy that the kind does not have, or that cannot survive what the service must.
fn report_strategy(
    kind: Kind,
    strategy: &Spanned<Strategy>,
    targets: &Targets,
    section: &mut Section<'_, '_>,
) {
    let known = strategies(kind);
    if !known.contains(&strategy.value) {
        let names: Vec<&str> = known.iter().map(|strategy| strategy.name()).collect();
        let message = format!("a service of kind {kind} cannot recover by {}", strategy.value);
        let hint = format!("strategies of this kind: {}", crate::diag::list(&names, "or"));
        section.push(Diagnostic::error(message, strategy.span).hint(hint));
    }
    let survives = &targets.survives;
    if strategy.value == Strategy::Single && survives.value > survived_alone(kind) {
        let message =
            format!("a single site cannot survive the loss of a {}", survives.value.name());
        let finding = Diagnostic::error(message, strategy.span)
            .because("one site only")
            .also(survives.span, format!("must survive the loss of a {}", survives.value.name()))
            .hint("leave `strategy` out to let the solver choose, or lower `survives`");
        section.push(finding);
    }
}

/// The name of a tier.
struct TierName<'t>(&'t Tiers);

impl Notation for TierName<'_> {
    type Value = String;

    fn read(&self, node: &Node) -> Result<String, Wrong> {
        reference(node, "tier", self.0.keys().map(String::as_str), |name| {
            self.0.contains_key(name).then(|| name.to_owned())
        })
    }

    fn example(&self) -> String {
        format!("\"{DEFAULT_TIER}\"")
    }
}

/// An engine or a realisation.
struct Product<'g> {
    key: &'static str,
    gazetteer: &'g Gazetteer,
}

impl Notation for Product<'_> {
    type Value = String;

    fn read(&self, node: &Node) -> Result<String, Wrong> {
        let known = if self.key == "engine" {
            &self.gazetteer.engines
        } else {
            &self.gazetteer.realisations
        };
        reference(node, self.key, known.iter().map(String::as_str), |name| {
            known.iter().find(|known| *known == name).cloned()
        })
    }

    fn example(&self) -> String {
        if self.key == "engine" { "\"redis\"".to_owned() } else { "\"self-hosted\"".to_owned() }
    }
}

/// The name of a data class.
struct ClassName<'n, 'a>(&'n Names<'a>);

impl Notation for ClassName<'_, '_> {
    type Value = usize;

    fn read(&self, node: &Node) -> Result<usize, Wrong> {
        let known = self.0.classes.iter().map(|(name, _)| *name);
        reference(node, "data class", known, |name| self.0.class(name))
    }

    fn example(&self) -> String {
        "\"public\"".to_owned()
    }
}

fn reference<'n, T>(
    node: &Node,
    noun: &str,
    known: impl Iterator<Item = &'n str> + Clone,
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, Wrong> {
    let Value::Text(name) = &node.value else {
        return Err(Wrong::type_of(node, &format!("the name of a {noun}"), "\"standard\""));
    };
    find(name).ok_or_else(|| {
        let wrong = Wrong::new(format!("names no {noun}: `{name}`"));
        match crate::diag::nearest(name, known.clone()) {
            Some(near) => wrong.hint(format!("did you mean \"{near}\"?")),
            None => wrong.hint(match known.collect::<Vec<_>>().join(", ") {
                names if names.is_empty() => format!("the plan defines no {noun}"),
                names => format!("known: {names}"),
            }),
        }
    })
}
