//! The list of the root's files; a file without content is not written.

use std::collections::{BTreeMap, BTreeSet};

use super::{calls, federation, guide, hub, links, providers, variables};
use crate::terraform::access::Grant;
use crate::terraform::layout::Layout;
use crate::terraform::module::Module;

/// The files of the root, by name.
#[must_use]
pub fn files(
    layout: &Layout<'_>,
    grants: &BTreeSet<Grant>,
    modules: &[Module],
) -> BTreeMap<String, String> {
    let (variables, values) = variables::files(layout, modules);
    let all = [
        ("versions.tf", providers::versions(layout, grants, modules)),
        ("providers.tf", providers::providers(layout)),
        ("variables.tf", variables),
        ("terraform.tfvars", values),
        ("main.tf", calls::main(layout, modules)),
        ("networks.tf", links::networks(layout)),
        ("federation.tf", federation::file(layout, grants)),
        ("peering.tf", links::peering(layout, grants)),
        ("links.tf", hub::file(layout, grants)),
        ("outputs.tf", calls::outputs(layout, modules)),
    ];
    let filled = all.into_iter().filter(|(_, file)| !file.is_empty());
    let mut files: BTreeMap<String, String> =
        filled.map(|(name, file)| (name.to_owned(), file.render())).collect();
    files.insert("README.md".to_owned(), guide::readme(layout, grants, modules));
    files
}
