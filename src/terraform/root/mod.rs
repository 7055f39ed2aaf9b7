//! The root of the folder: versions, providers, variables, module calls, links and the guide.

mod calls;
mod guide;
mod links;
mod markdown;
mod providers;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

use super::access::Grant;
use super::layout::Layout;
use super::module::Module;

/// Version constraint of the AWS provider.
pub const AWS_VERSION: &str = "~> 6.0";
/// Version constraint of the Azure provider.
pub const AZURERM_VERSION: &str = "~> 4.60";
/// Version constraint of the vSphere provider.
pub const VSPHERE_VERSION: &str = "~> 2.15";
/// Version constraint of the random provider.
pub const RANDOM_VERSION: &str = "~> 3.6";

/// The files of the root, by name.
#[must_use]
pub fn files(
    layout: &Layout<'_>,
    grants: &BTreeSet<Grant>,
    modules: &[Module],
) -> BTreeMap<String, String> {
    let (variables, values) = variables::files(layout, modules);
    let all = [
        ("versions.tf", providers::versions(layout, modules)),
        ("providers.tf", providers::providers(layout)),
        ("variables.tf", variables),
        ("terraform.tfvars", values),
        ("main.tf", calls::main(layout, modules)),
        ("networks.tf", links::networks(layout)),
        ("peering.tf", links::peering(layout, grants)),
        ("outputs.tf", calls::outputs(layout, modules)),
    ];
    let filled = all.into_iter().filter(|(_, file)| !file.is_empty());
    let mut files: BTreeMap<String, String> =
        filled.map(|(name, file)| (name.to_owned(), file.render())).collect();
    files.insert("README.md".to_owned(), guide::readme(layout, grants, modules));
    files
}
