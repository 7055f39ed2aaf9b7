//! Which providers in which versions, configured how.

use std::collections::BTreeSet;

use crate::terms::Provider;
use crate::terraform::access::Grant;
use crate::terraform::hcl::{Block, Expr, File, code, list, object};
use crate::terraform::layout::{Layout, SiteView};
use crate::terraform::module::Module;
use crate::terraform::name::ident;

use super::versions::AZUREAD_VERSION;
use super::{AWS_VERSION, AZURERM_VERSION, RANDOM_VERSION, VSPHERE_VERSION, federation, hub};

/// `versions.tf`.
pub fn versions(layout: &Layout<'_>, grants: &BTreeSet<Grant>, modules: &[Module]) -> File {
    let uses = |provider| layout.sites_of(provider).next().is_some();
    let wanted = [
        (Provider::Aws, "aws", "hashicorp/aws", AWS_VERSION),
        (Provider::Azure, "azurerm", "hashicorp/azurerm", AZURERM_VERSION),
        (Provider::OnPrem, "vsphere", "vmware/vsphere", VSPHERE_VERSION),
    ];
    let source = |source: &str, version: &str| object([("source", source), ("version", version)]);
    let required = wanted
        .into_iter()
        .filter(|(provider, ..)| uses(*provider))
        .fold(Block::new("required_providers"), |block, (_, name, from, version)| {
            block.set(name, source(from, version))
        })
        .when(federation::needs_entra(layout, grants), |block| {
            block.set("azuread", source("hashicorp/azuread", AZUREAD_VERSION))
        })
        .when(modules.iter().any(Module::is_random) || hub::needs_random(layout), |block| {
            block.set("random", source("hashicorp/random", RANDOM_VERSION))
        });
    let mut file = File::new("Versions that this folder was written for.");
    file.push(Block::new("terraform").set("required_version", ">= 1.5").block(required));
    file
}

/// `providers.tf`.
pub fn providers(layout: &Layout<'_>) -> File {
    let mut file = File::new(
        "How providers are reached. Credentials come from the environment, never from a file.",
    );
    for view in layout.sites_of(Provider::Aws) {
        file.push(aws(view));
    }
    if layout.sites_of(Provider::Azure).next().is_some() {
        file.push(
            Block::labelled("provider", &["azurerm"])
                .set("subscription_id", code("var.azure_subscription_id"))
                .set("storage_use_azuread", true)
                .gap()
                .block(Block::new("features")),
        );
    }
    for view in layout.sites_of(Provider::OnPrem) {
        file.push(vsphere(view));
    }
    file
}

fn aws(view: &SiteView<'_>) -> Block {
    Block::labelled("provider", &["aws"])
        .set("alias", alias(view))
        .set("region", view.site.region.as_str())
        .set("allowed_account_ids", list([code("var.aws_account_id")]))
}

fn vsphere(view: &SiteView<'_>) -> Block {
    let variable = |what: &str| code(format!("var.{}__vsphere_{what}", view.name));
    Block::labelled("provider", &["vsphere"])
        .set("alias", alias(view))
        .set("vsphere_server", variable("server"))
        .set("user", variable("user"))
        .set("password", variable("password"))
}

/// The alias of the provider of a site.
pub fn alias(view: &SiteView<'_>) -> String {
    ident(&view.site.region)
}

/// The providers that the module of a site is given.
pub fn given(view: &SiteView<'_>, module: &Module) -> Expr {
    let (name, value) = match view.site.provider {
        Provider::Aws => ("aws", format!("aws.{}", alias(view))),
        Provider::Azure => ("azurerm", "azurerm".to_owned()),
        Provider::OnPrem => ("vsphere", format!("vsphere.{}", alias(view))),
    };
    let random = module.is_random().then(|| ("random", code("random")));
    object(std::iter::once((name, code(value))).chain(random))
}
