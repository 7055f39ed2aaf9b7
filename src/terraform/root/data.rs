//! The guide's part about classes of data: what their rules are, and who is bound by them.

use crate::plan::Encryption;
use crate::terraform::layout::Layout;

use super::markdown::{table, text};

/// A line for each service with a class; empty if there is none.
pub fn guide(layout: &Layout<'_>) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for unit in layout.sites.iter().flat_map(|view| &view.units) {
        let Some(class) = layout.topology.data_class(unit.service) else { continue };
        let rules = layout.rules(unit);
        let names: Vec<&str> = class.frameworks.iter().map(|name| name.value.as_str()).collect();
        let keys = match class.encryption {
            Encryption::ProviderKeys => "the provider's".to_owned(),
            Encryption::CustomerKeys => format!("yours, new after {} days", rules.rotation_days),
        };
        let kept =
            rules.retention_days.map_or("as usual".to_owned(), |days| format!("{days} days"));
        rows.push(vec![
            text(&unit.service.name.value),
            text(&class.name.value),
            keys,
            format!("{} or newer", rules.min_tls.name()),
            if rules.access_logs { "on" } else { "off" }.to_owned(),
            kept,
            text(&names.join(", ")),
        ]);
    }
    rows.sort();
    rows.dedup();
    if rows.is_empty() {
        return String::new();
    }
    let head = ["service", "class", "keys", "TLS", "access logs", "kept", "for"];
    let intro = "What the plan's classes of data ask for.\n\n";
    format!("{intro}{}", table(&head, &rows))
}
