//! `[[journeys]]`: the paths of requests over the plan's flows, and what they are held to in all.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Diagnostic, Span, Spanned};
use crate::plan::document::{AVAILABILITY, Node, Notation, RTT, Section, Text, Value, Wrong};
use crate::plan::{Endpoint, Hop, Journey, ServiceId};
use crate::units::{Availability, Millis};

use super::flows::{self, EndName, resolve};
use super::names::Names;

/// A journey as far as it could be read.
pub(super) struct Draft {
    /// Absent if there was a mistake.
    pub(super) journey: Option<Journey>,
    pub(super) latency: Option<Spanned<Millis>>,
    pub(super) availability: Option<Spanned<Availability>>,
}

/// The journeys in order of the plan.
pub(super) fn read(
    root: &mut Section<'_, '_>,
    names: &Names<'_>,
    flows: &[flows::Draft],
) -> Vec<Draft> {
    let Some(entry) = root.entry("journeys") else { return Vec::new() };
    let Value::List(items) = &entry.node.value else {
        let wrong = Wrong::type_of(&entry.node, "a list", "[[journeys]]");
        root.wrong("journeys", entry.node.span, wrong);
        return Vec::new();
    };
    let map = Map::of(names, flows);
    let mut seen = BTreeMap::new();
    items.iter().map(|item| draft(item, &map, &mut seen, root)).collect()
}

fn draft(
    item: &Node,
    map: &Map<'_, '_>,
    seen: &mut BTreeMap<String, Span>,
    root: &mut Section<'_, '_>,
) -> Draft {
    let mut draft = Draft { journey: None, latency: None, availability: None };
    let Some(mut section) = Section::new(item, "this journey", root.findings()) else {
        return draft;
    };
    let name = section.required("name", &Text("\"checkout\""));
    if let Some(name) = &name {
        report_repeated(name, seen, &mut section);
    }
    let path = path(&mut section, map);
    draft.latency = section.optional("latency_p99", &RTT);
    draft.availability = section.optional("availability", &AVAILABILITY);
    section.finish();
    if let (Some(name), Some((path, hops))) = (name, path) {
        draft.journey = Some(Journey { name, path, hops });
    }
    draft
}

fn report_repeated(
    name: &Spanned<String>,
    seen: &mut BTreeMap<String, Span>,
    section: &mut Section<'_, '_>,
) {
    if let Some(first) = seen.insert(name.value.clone(), name.span) {
        let message = format!("there is a journey `{}` already", name.value);
        section.push(Diagnostic::error(message, name.span).also(first, "first here"));
    }
}

/// The steps of a path and the hops between them; `None` if there was a mistake.
fn path(section: &mut Section<'_, '_>, map: &Map<'_, '_>) -> Option<(Vec<Endpoint>, Vec<Hop>)> {
    let Some(entry) = section.entry("path") else {
        section.missing("path", "[\"users.europe\", \"web\", \"orders\"]");
        return None;
    };
    let written = if let Value::List(items) = &entry.node.value { items.len() } else { 2 };
    if written < 2 {
        let wrong = Wrong::new("needs at least two steps")
            .because(crate::diag::count(written, "step"))
            .hint("begin with who asks, as in [\"users.europe\", \"web\"]");
        section.wrong("path", entry.node.span, wrong);
    }
    let steps = section.list("path", &Step(map.names))?;
    let mut hops = Vec::new();
    for pair in steps.windows(2).filter(|_| steps.len() == written) {
        match map.hop(&pair[0], &pair[1]) {
            Ok(hop) => hops.push(hop),
            Err(Some(finding)) => section.push(finding),
            Err(None) => {}
        }
    }
    let whole = steps.len() == written && hops.len() + 1 == written && written >= 2;
    whole.then(|| (steps.into_iter().map(|step| step.value).collect(), hops))
}

/// Who is connected with whom.
struct Map<'n, 'a> {
    names: &'n Names<'a>,
    /// Ends of flows, the caller first.
    calls: BTreeSet<(Endpoint, Endpoint)>,
    /// Whether every end of a flow is known; else what looks missing may only be misspelt.
    whole: bool,
}

impl<'n, 'a> Map<'n, 'a> {
    fn of(names: &'n Names<'a>, flows: &[flows::Draft]) -> Self {
        let ends = |draft: &flows::Draft| Some((draft.from?, draft.to?));
        let calls: Vec<_> = flows.iter().map(ends).collect();
        let whole = calls.iter().all(Option::is_some);
        Map { names, calls: calls.into_iter().flatten().collect(), whole }
    }

    /// The way between two steps: along a flow in either direction.
    ///
    /// # Errors
    /// What is wrong with it; nothing if that was reported elsewhere.
    fn hop(&self, a: &Spanned<Endpoint>, b: &Spanned<Endpoint>) -> Result<Hop, Option<Diagnostic>> {
        let Endpoint::Service(next) = b.value else {
            let message = "users can only be the start of a journey";
            let hint = "take them out, or make a journey of its own that starts with them";
            return Err(Some(Diagnostic::error(message, b.span).hint(hint)));
        };
        match a.value {
            from if self.calls.contains(&(from, b.value)) => Ok(Hop { from, to: next }),
            Endpoint::Service(to) if self.calls.contains(&(b.value, a.value)) => {
                Ok(Hop { from: b.value, to })
            }
            _ if self.whole => Err(Some(self.no_flow(a, b))),
            _ => Err(None),
        }
    }

    fn no_flow(&self, a: &Spanned<Endpoint>, b: &Spanned<Endpoint>) -> Diagnostic {
        let (first, next) = (self.name(a.value), self.name(b.value));
        if a.value == b.value {
            let message = format!("a journey cannot go from `{first}` to itself");
            return Diagnostic::error(message, b.span).hint("take one of the two out");
        }
        let message = format!("no flow connects `{first}` and `{next}`");
        Diagnostic::error(message, b.span).hint(match self.between(a.value, b.value) {
            Some(middle) => {
                format!("the flows go by \"{middle}\": put it between them, or add a flow")
            }
            None => format!("add a flow from = \"{first}\" to = \"{next}\", or change the path"),
        })
    }

    /// A service that has a flow with both, the first by name.
    fn between(&self, a: Endpoint, b: Endpoint) -> Option<&str> {
        let meet = |x, y| self.calls.contains(&(x, y)) || self.calls.contains(&(y, x));
        let services = self.names.services.iter().zip(0..);
        let with = |id| Endpoint::Service(ServiceId(id));
        let mut fitting = services.filter(|&(_, id)| meet(a, with(id)) && meet(with(id), b));
        fitting.next().map(|((name, _), _)| *name)
    }

    fn name(&self, step: Endpoint) -> String {
        match step {
            Endpoint::Users(id) => format!("users.{}", self.names.users[id.0 as usize].0),
            Endpoint::Service(id) => self.names.services[id.0 as usize].0.to_owned(),
            Endpoint::Internet => "internet".to_owned(),
        }
    }
}

/// A step of a path.
struct Step<'n, 'a>(&'n Names<'a>);

impl Notation for Step<'_, '_> {
    type Value = Endpoint;

    fn read(&self, node: &Node) -> Result<Endpoint, Wrong> {
        let rule = "a step is a service or, at the start, \"users.NAME\"";
        match resolve(&EndName.read(node)?, self.0) {
            Ok(Endpoint::Internet) => Err(Wrong::new("cannot lead over the internet").hint(rule)),
            Ok(step) => Ok(step),
            Err(wrong) if wrong.hint.is_none() => Err(wrong.hint(rule)),
            Err(wrong) => Err(wrong),
        }
    }

    fn example(&self) -> String {
        "\"users.europe\"".to_owned()
    }
}
