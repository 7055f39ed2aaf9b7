//! `[network]`: how the sites in use reach each other.

use crate::plan::document::{Node, Notation, OneOf, Section, Value, Wrong};
use crate::plan::{Gazetteer, Network};
use crate::terms::LinkMode;

const MODE: OneOf<LinkMode> = OneOf { all: LinkMode::ALL, name: LinkMode::name };

pub(super) fn read(root: &mut Section<'_, '_>, gazetteer: &Gazetteer) -> Option<Network> {
    let entry = root.entry("network")?;
    let mut section = Section::new(&entry.node, "[network]", root.findings())?;
    let mode = section.required("link", &MODE);
    let hub = section.required("hub", &SiteCode(gazetteer));
    section.finish();
    Some(Network { mode: mode?.value, hub: hub?.value })
}

/// The code of one site.
struct SiteCode<'g>(&'g Gazetteer);

impl Notation for SiteCode<'_> {
    type Value = String;

    fn read(&self, node: &Node) -> Result<String, Wrong> {
        let Value::Text(code) = &node.value else {
            return Err(Wrong::type_of(node, "the code of a site", &self.example()));
        };
        if self.0.sites.contains(code) {
            return Ok(code.clone());
        }
        let wrong = Wrong::new(format!("names no site: `{code}`"));
        Err(match crate::diag::nearest(code, self.0.sites.iter().map(String::as_str)) {
            Some(near) => wrong.hint(format!("did you mean \"{near}\"?")),
            None => wrong.hint("the catalogs of the plan know no such site"),
        })
    }

    fn example(&self) -> String {
        "\"aws:eu-central-1\"".to_owned()
    }
}
