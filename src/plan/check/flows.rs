//! `[[flows]]`: who talks to whom, how much, and how near they must be.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Span, Spanned};
use crate::plan::document::{
    Flag, MONTHLY_DATA, Node, Notation, PERCENT, RTT, Section, Text, Value, Whole, Wrong,
};
use crate::plan::{Endpoint, Flow};
use crate::terms::Kind;
use crate::units::{Millis, Share};

use super::names::Names;

/// A flow as far as it could be read.
pub(super) struct Draft {
    /// Absent if there was a mistake.
    pub(super) flow: Option<Flow>,
    pub(super) from: Option<Endpoint>,
    pub(super) to: Option<Endpoint>,
    pub(super) rtt: Option<Spanned<Millis>>,
}

/// The flows in order of the plan.
pub(super) fn read(root: &mut Section<'_, '_>, names: &Names<'_>) -> Vec<Draft> {
    let Some(entry) = root.entry("flows") else { return Vec::new() };
    let Value::List(items) = &entry.node.value else {
        root.wrong("flows", entry.node.span, Wrong::type_of(&entry.node, "a list", "[[flows]]"));
        return Vec::new();
    };
    let mut seen = BTreeMap::new();
    let flows = items.iter().map(|item| {
        let draft = draft(item, names, root);
        if let Some(flow) = &draft.flow {
            report_repeated(flow, &mut seen, root);
        }
        draft
    });
    flows.collect()
}

fn draft(item: &Node, names: &Names<'_>, root: &mut Section<'_, '_>) -> Draft {
    let mut draft = Draft { flow: None, from: None, to: None, rtt: None };
    let Some(mut section) = Section::new(item, "this flow", root.findings()) else { return draft };
    draft.from = end(&mut section, "from", names);
    draft.to = end(&mut section, "to", names);
    let volume = section.required("volume", &MONTHLY_DATA);
    let reply = section.optional("reply", &PERCENT);
    let port = section.optional("port", &Whole(1..=u16::MAX));
    let required = section.optional("required", &Flag);
    draft.rtt = section.optional("rtt", &RTT);
    if let (Some(rtt), Some(Endpoint::Internet)) = (&draft.rtt, draft.to) {
        let wrong = Wrong::new("needs two known ends").because("the internet has no place");
        section.wrong("rtt", rtt.span, wrong);
    }
    if draft.from.is_some() && draft.from == draft.to {
        let message = "a service needs no flow to itself";
        section.push(Diagnostic::error(message, item.span));
    }
    if let (Some(Endpoint::Users(_)), Some(Endpoint::Internet)) = (draft.from, draft.to) {
        let message = "a flow from users to the internet touches no service";
        let hint = "name the service that the users reach";
        section.push(Diagnostic::error(message, item.span).hint(hint));
    }
    section.finish();
    if let (Some(from), Some(to), Some(volume)) = (draft.from, draft.to, volume) {
        draft.flow = Some(Flow {
            from,
            to,
            volume: volume.value,
            reply: reply.map_or(default_reply(from), |reply| reply.value),
            port: port.map_or_else(|| default_port(to, names), |port| port.value),
            required: required.map_or_else(|| is_relied_on(to, names), |flag| flag.value),
            span: item.span,
        });
    }
    draft
}

/// Whether callers cannot serve without what they call: what only watches them may be away.
fn is_relied_on(to: Endpoint, names: &Names<'_>) -> bool {
    !matches!(to, Endpoint::Service(id) if names.kind(id) == Some(Kind::Monitoring))
}

/// What people ask for mostly flows back to them; what services send stays where it is sent.
fn default_reply(from: Endpoint) -> Share {
    match from {
        Endpoint::Users(_) => Share::ONE,
        Endpoint::Service(_) | Endpoint::Internet => Share::ZERO,
    }
}

fn default_port(to: Endpoint, names: &Names<'_>) -> u16 {
    let kind = match to {
        Endpoint::Service(id) => names.kind(id),
        Endpoint::Users(_) | Endpoint::Internet => None,
    };
    kind.map_or(443, Kind::usual_port)
}

fn end(section: &mut Section<'_, '_>, key: &'static str, names: &Names<'_>) -> Option<Endpoint> {
    let name = section.required(key, &EndName)?;
    let found = match (key, name.value.as_str()) {
        ("from", "internet") => Err(Wrong::new("cannot be the internet")
            .hint("describe people outside as a group, [users.NAME], and start the flow there")),
        ("to", users) if users.starts_with("users.") => {
            Err(Wrong::new("cannot be users: nobody connects to them")
                .hint("turn the flow round and set `reply` to the part that goes back to them"))
        }
        (_, name) => resolve(name, names).map_err(|wrong| match wrong.hint {
            Some(_) => wrong,
            None => wrong.hint("an end is a service, \"users.NAME\" or, for `to`, \"internet\""),
        }),
    };
    found.map_err(|wrong| section.wrong(key, name.span, wrong)).ok()
}

/// What the name of an end stands for.
pub(super) fn resolve(name: &str, names: &Names<'_>) -> Result<Endpoint, Wrong> {
    if name == "internet" {
        return Ok(Endpoint::Internet);
    }
    let (found, noun) = match name.strip_prefix("users.") {
        Some(group) => (names.users(group).map(Endpoint::Users), "group of users"),
        None => (names.service(name).map(Endpoint::Service), "service"),
    };
    found.ok_or_else(|| {
        let wrong = Wrong::new(format!("names no {noun}: `{name}`"));
        match names.nearest_end(name) {
            Some(near) => wrong.hint(format!("did you mean \"{near}\"?")),
            None => wrong,
        }
    })
}

/// The name of a flow's end, resolved later.
pub(super) struct EndName;

impl Notation for EndName {
    type Value = String;

    fn read(&self, node: &Node) -> Result<String, Wrong> {
        Text("\"web\"").read(node).or_else(|wrong| match &node.value {
            // A group's name may be as long as any other, and its prefix comes on top.
            Value::Text(text) if text.starts_with("users.") => Ok(text.clone()),
            _ => Err(wrong),
        })
    }

    fn example(&self) -> String {
        "\"users.europe\"".to_owned()
    }
}

type Seen = BTreeMap<(Endpoint, Endpoint, u16), Span>;

fn report_repeated(flow: &Flow, seen: &mut Seen, root: &mut Section<'_, '_>) {
    let earlier = *seen.entry((flow.from, flow.to, flow.port)).or_insert(flow.span);
    if earlier != flow.span {
        let message = "this flow has the same ends and port as an earlier one";
        let finding = Diagnostic::error(message, flow.span).also(earlier, "first here");
        root.push(finding.hint("add up their volumes, or give one of them another `port`"));
    }
}
