//! Identities for callers from elsewhere, and what callers of this region show of themselves elsewhere.
//!
//! A caller of another provider gets one identity in this region. Who signs in as it is pinned to the issuer, the
//! audience and the subject of the caller's tokens; its roles are what the caller's flows to this region need.

use crate::terraform::federation::{AZURE_AUDIENCE, Federation, Proof, into_site, out_of_site};
use crate::terraform::hcl::{Block, Expr, code, list, object};
use crate::terraform::layout::Unit;
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};

use super::rights;
use super::site::{Region, grouped};

/// Writes `federation.tf` and the exports that other sites need.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    export(region, module);
    for guest in into_site(region.layout, region.grants, region.view.id) {
        let about = "Identities of callers at other providers: who they are, and what their flows need here.";
        let blocks = guest_identity(region, &guest, module);
        module.file("federation", about).extend(blocks);
        output(&guest, module);
    }
}

/// What callers of this region are known by elsewhere.
fn export(region: Region<'_, '_>, module: &mut Module) {
    for guest in out_of_site(region.layout, region.grants, region.view.id) {
        let name = &guest.caller.name;
        if let Proof::Cluster(cluster) = guest.proof {
            let about = "Issuer of the tokens of the cluster's service accounts.";
            module.export(format!("{}__issuer", cluster.name), about, issuer_of(cluster));
        } else {
            let about = "Who the service is to other providers: its managed identity.";
            let identity = code(format!("azurerm_user_assigned_identity.{name}.principal_id"));
            module.export(format!("{name}__subject"), about, identity);
        }
    }
}

/// The issuer of the tokens of a cluster.
pub fn issuer_of(cluster: &Unit<'_>) -> Expr {
    code(format!("azurerm_kubernetes_cluster.{}.oidc_issuer_url", cluster.name))
}

/// Lets whoever an issuer says is the subject sign in as an identity.
pub fn credential(
    (identity, about): (&str, &str),
    title: &str,
    issuer: Expr,
    subject: impl Into<Expr>,
) -> Block {
    Block::resource("azurerm_federated_identity_credential", identity)
        .comment(about)
        .set("name", title)
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("parent_id", code(format!("azurerm_user_assigned_identity.{identity}.id")))
        .set("audience", list([AZURE_AUDIENCE]))
        .set("issuer", issuer)
        .set("subject", subject)
}

fn guest_identity(
    region: Region<'_, '_>,
    guest: &Federation<'_, '_>,
    module: &mut Module,
) -> Vec<Block> {
    let name = guest.name();
    let parts =
        [&*region.layout.topology.name, &*guest.caller.service.name.value, &*guest.from.site.code];
    let title = label(&parts, 80);
    let about = format!("{} at {}.", tag(&guest.caller.service.name.value), guest.from.site.code);
    let issuer = format!("{}__issuer", guest.issuer_name());
    let what = "Issuer of tokens that identities here trust.";
    module.input(Variable::new(issuer.as_str(), "string", what), guest.issuer());
    let subject = match guest.service_account(region.layout) {
        Some(account) => account.into(),
        None => subject(guest, module),
    };
    let mut blocks = vec![
        grouped("azurerm_user_assigned_identity", &name, title.as_str())
            .set("tags", code("local.shared_tags")),
        credential((&name, &about), &title, code(format!("var.{issuer}")), subject),
    ];
    blocks.extend(rights::of_guest(region, guest, module));
    blocks
}

/// Who the caller is, as its own site says.
fn subject(guest: &Federation<'_, '_>, module: &mut Module) -> Expr {
    let name = format!("{}__subject", guest.name());
    let about = "Who a caller at another provider is in its tokens.";
    module.input(Variable::new(name.as_str(), "string", about), guest.subject());
    code(format!("var.{name}"))
}

/// What the caller is told: the identity that it signs in as, and where.
fn output(guest: &Federation<'_, '_>, module: &mut Module) {
    let name = guest.name();
    let of = |what: &str| code(format!("azurerm_user_assigned_identity.{name}.{what}"));
    let told = object([
        ("client_id", of("client_id")),
        ("tenant_id", of("tenant_id")),
        ("audience", Expr::from(AZURE_AUDIENCE)),
    ]);
    let about = "What a caller at another provider signs in with here.";
    module.output(format!("{name}__sign_in"), about, told);
}
