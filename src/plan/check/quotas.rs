//! `quotas` of `[sites]`: how many virtual processors a provider lets machines have at a site.

use crate::diag::{Span, Spanned};
use crate::plan::Gazetteer;
use crate::plan::document::{Node, Section, Value, Whole};
use crate::terms::SitePattern;

use super::places::Pattern;

/// Sites, and the virtual processors of all machines at each of them; the place is the whole line.
pub(super) type Quota = Spanned<(SitePattern, u32)>;

/// More virtual processors than any quota has.
const VCPUS_MAX: u32 = 10_000_000;

pub(super) fn read(section: &mut Section<'_, '_>, gazetteer: &Gazetteer) -> Vec<Quota> {
    const KEY: &str = "quotas";
    let Some(entry) = section.entry(KEY) else { return Vec::new() };
    let Value::Table(table) = &entry.node.value else {
        let example = "{ \"aws:eu-west-1\" = 64 }";
        let wrong = crate::plan::document::Wrong::type_of(&entry.node, "a table", example);
        section.wrong(KEY, entry.node.span, wrong);
        return Vec::new();
    };
    let mut quotas = Vec::new();
    for (name, quota) in &table.entries {
        let key = Node { value: Value::Text(name.clone()), span: quota.key };
        let sites = section.read(KEY, &key, &Pattern(gazetteer));
        let vcpus = section.read(KEY, &quota.node, &Whole(0..=VCPUS_MAX));
        if let (Some(sites), Some(vcpus)) = (sites, vcpus) {
            let span = Span { end: vcpus.span.end, ..sites.span };
            quotas.push(Spanned::new((sites.value, vcpus.value), span));
        }
    }
    quotas
}
