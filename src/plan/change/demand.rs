//! More or less load on services: the amounts that the plan writes, multiplied.
//!
//! What counts as load: replicas and their profile, what a kind counts by the month, connections and devices,
//! and the volume of every flow that begins or ends at one of the services. The size of a replica, of a
//! database and of what is kept stays.

use crate::diag::{Diagnostics, Span, Spanned};
use crate::plan::document::{Entry, FACTOR, Node, Notation, Table, Value, scaled};
use crate::plan::keys;
use crate::terms::{Kind, SitePattern};
use crate::units::Decimal;

use super::apply::missing;
use super::merge::{table_mut, text};

/// Counts of the moment that grow with the load.
const COUNTS: [&str; 3] = ["active_connections", "devices", "new_connections"];
/// Load of databases, whose keys are read apart.
const OF_DATABASES: [&str; 2] = ["io", "writes"];

/// Multiplies the load of the services that fit a pattern.
pub(super) fn scale(
    root: &mut Table,
    services: &Spanned<String>,
    factor: &Node,
    problems: &mut Diagnostics,
) {
    let by = match FACTOR.read(factor) {
        Ok(value) => By { value, place: factor.span },
        Err(wrong) => return problems.push(wrong.alone("the factor of demand", factor.span)),
    };
    let pattern = SitePattern::new(services.value.as_str());
    let mut found = false;
    let mut names = Vec::new();
    if let Some(all) = table_mut(root, "services") {
        for (name, entry) in &mut all.entries {
            if pattern.matches(name) {
                found = true;
                by.service(&mut entry.node);
            }
            names.push(name.clone());
        }
    }
    if !found {
        let known = names.iter().map(String::as_str);
        problems.push(missing("service", &services.value, services.span, known));
    }
    flows(root, &pattern, &by);
}

/// Multiplies flows that begin or end at one of the services, each once.
fn flows(root: &mut Table, pattern: &SitePattern, by: &By) {
    let Some(Entry { node: Node { value: Value::List(flows), .. }, .. }) =
        root.entries.get_mut("flows")
    else {
        return;
    };
    for flow in flows {
        let touched = ["from", "to"].iter().filter_map(|end| text(flow, end));
        // Neither users nor the internet are services.
        let service = |end: &&str| !end.starts_with("users.") && *end != "internet";
        if touched.filter(service).any(|end| pattern.matches(end))
            && let Value::Table(flow) = &mut flow.value
        {
            by.key(flow, "volume");
        }
    }
}

/// A factor, with the place that states it.
struct By {
    value: Decimal,
    place: Span,
}

impl By {
    fn service(&self, node: &mut Node) {
        let kind = text(node, "kind").and_then(Kind::parse);
        let Value::Table(service) = &mut node.value else { return };
        let Some(kind) = kind else { return };
        for key in keys(kind).iter().filter(|key| key.measure.is_shared_out()) {
            self.key(service, key.key);
        }
        for key in COUNTS {
            self.key(service, key);
        }
        if kind.engine().is_some() {
            for key in OF_DATABASES {
                self.key(service, key);
            }
        }
        if kind.has_replicas() {
            self.replicas(service);
        }
    }

    fn key(&self, table: &mut Table, key: &str) {
        if let Some(entry) = table.entries.get_mut(key) {
            self.node(&mut entry.node);
        }
    }

    /// Replicas of a service, all month or by level; one if it states none.
    fn replicas(&self, service: &mut Table) {
        let load = service.entries.get_mut("load").map(|entry| &mut entry.node.value);
        if let Some(Value::List(levels)) = load {
            for level in levels {
                if let Value::Table(level) = &mut level.value {
                    self.key(level, "replicas");
                }
            }
            return;
        }
        let one = Node { value: Value::Number(Decimal::ONE), span: self.place };
        let one = Entry { key: self.place, node: one };
        self.node(&mut service.entries.entry("replicas".to_owned()).or_insert(one).node);
    }

    /// A number is rounded up to a whole one; what cannot be multiplied is left to the check.
    fn node(&self, node: &mut Node) {
        let product = match &node.value {
            Value::Number(number) => {
                number.checked_mul(self.value).map(|number| Value::Number(number.ceil()))
            }
            Value::Text(text) => scaled(text, self.value).map(Value::Text),
            _ => None,
        };
        if let Some(value) = product {
            *node = Node { value, span: self.place };
        }
    }
}
