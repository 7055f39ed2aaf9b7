//! Roles for callers from elsewhere, and what callers of this region show of themselves elsewhere.
//!
//! A caller of another provider gets one role for this region. Who may assume it is pinned to the issuer, the audience
//! and the subject of the caller's tokens; what it may do is what its flows to this region need.

use std::collections::BTreeSet;

use crate::terraform::federation::{Federation, Proof, into_site, out_of_site};
use crate::terraform::hcl::{Block, Expr, code, keyed, list, object, template};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};

use super::parts::role_policy;
use super::rights;
use super::site::{Region, policy};

/// Writes `federation.tf` and the exports that other sites need.
pub fn write(region: Region<'_, '_>, module: &mut Module) {
    export(region, module);
    let guests = into_site(region.layout, region.grants, region.view.id);
    let mut anchors = BTreeSet::new();
    for guest in &guests {
        let about =
            "Roles of callers at other providers: who they are, and what their flows need here.";
        let mut blocks = Vec::new();
        if matches!(guest.proof, Proof::Owners) && anchors.insert(guest.from.id) {
            blocks.push(anchor(region, guest, module));
        }
        blocks.extend(guest_role(region, guest, module));
        module.file("federation", about).extend(blocks);
        output(guest, module);
    }
}

/// What callers of this region are known by elsewhere.
fn export(region: Region<'_, '_>, module: &mut Module) {
    for guest in out_of_site(region.layout, region.grants, region.view.id) {
        let name = &guest.caller.name;
        if let Proof::Cluster(cluster) = guest.proof {
            let issuer = format!("aws_eks_cluster.{}.identity[0].oidc[0].issuer", cluster.name);
            let about = "Issuer of the tokens of the cluster's service accounts.";
            module.export(format!("{}__issuer", cluster.name), about, code(issuer));
        } else {
            let about = "Who the service is to other providers: its role.";
            let role = code(format!("aws_iam_role.{name}.arn"));
            module.export(format!("{name}__subject"), about, role);
        }
    }
}

/// The authority whose certificates the machines of a site have.
fn anchor(region: Region<'_, '_>, guest: &Federation<'_, '_>, module: &mut Module) -> Block {
    let site = &guest.from.name;
    let variable = format!("{site}__authority");
    let about = format!("Certificate of the authority of {}, in PEM form.", guest.from.site.code);
    let value = code(format!("module.{site}.authority"));
    module.input(Variable::new(variable.as_str(), "string", about), value);
    let source = Block::new("source").set("source_type", "CERTIFICATE_BUNDLE").block(
        Block::new("source_data").set("x509_certificate_data", code(format!("var.{variable}"))),
    );
    Block::resource("aws_rolesanywhere_trust_anchor", site)
        .set("name", label(&[&region.layout.topology.name, &guest.from.site.code], 60))
        .set("enabled", true)
        .set("tags", code("local.shared_tags"))
        .block(source)
}

fn guest_role(
    region: Region<'_, '_>,
    guest: &Federation<'_, '_>,
    module: &mut Module,
) -> Vec<Block> {
    let name = guest.name();
    let title = title(region, guest);
    let trust = match guest.proof {
        Proof::Owners => certified(guest, module),
        _ => signed(region, guest, module),
    };
    let about = format!("{} at {}.", tag(&guest.caller.service.name.value), guest.from.site.code);
    let role = Block::resource("aws_iam_role", &name)
        .comment(&about)
        .set("name", title.as_str())
        .set("assume_role_policy", trust)
        .set("tags", code("local.shared_tags"));
    let rights = role_policy(&name, "flows", rights::of_guest(region, guest, module));
    let profile = matches!(guest.proof, Proof::Owners).then(|| {
        Block::resource("aws_rolesanywhere_profile", &name)
            .set("name", title)
            .set("enabled", true)
            .set("role_arns", list([code(format!("aws_iam_role.{name}.arn"))]))
            .set("tags", code("local.shared_tags"))
    });
    std::iter::once(role).chain(rights).chain(profile).collect()
}

fn title(region: Region<'_, '_>, guest: &Federation<'_, '_>) -> String {
    let parts = [
        &*region.layout.topology.name,
        &*guest.caller.service.name.value,
        &*guest.from.site.code,
        &*region.view.site.region,
    ];
    label(&parts, 60)
}

/// Trust in tokens: of one issuer, for one audience, about one subject.
fn signed(region: Region<'_, '_>, guest: &Federation<'_, '_>, module: &mut Module) -> Expr {
    let issuer = guest.issuer_name();
    let variable = format!("{issuer}__issuer");
    let of = "object({ arn = string, host = string, audience = string })";
    let about = "Issuer of tokens that this account trusts.";
    let value = code(format!("local.issuers.{issuer}"));
    module.input(Variable::new(variable.as_str(), of, about), value);
    let subject = match guest.service_account(region.layout) {
        Some(account) => account.into(),
        None => subject(guest, module),
    };
    let claim = |what: &str| {
        template([code(format!("var.{variable}.host")), Expr::from(format!(":{what}"))])
    };
    let pinned =
        keyed([(claim("aud"), code(format!("var.{variable}.audience"))), (claim("sub"), subject)]);
    let by = code(format!("var.{variable}.arn"));
    policy(vec![vec![
        ("Effect", "Allow".into()),
        ("Action", "sts:AssumeRoleWithWebIdentity".into()),
        ("Principal", object([("Federated", by)])),
        ("Condition", object([("StringEquals", pinned)])),
    ]])
}

/// Trust in certificates: of one authority, about one subject.
fn certified(guest: &Federation<'_, '_>, module: &mut Module) -> Expr {
    let anchor = code(format!("aws_rolesanywhere_trust_anchor.{}.arn", guest.from.name));
    let subject = subject(guest, module);
    policy(vec![vec![
        ("Effect", "Allow".into()),
        ("Action", list(["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"])),
        ("Principal", object([("Service", "rolesanywhere.amazonaws.com")])),
        (
            "Condition",
            object([
                ("ArnEquals", object([("aws:SourceArn", anchor)])),
                ("StringEquals", object([("aws:PrincipalTag/x509SAN/URI", subject)])),
            ]),
        ),
    ]])
}

/// Who the caller is, as its own site says.
fn subject(guest: &Federation<'_, '_>, module: &mut Module) -> Expr {
    let name = format!("{}__subject", guest.name());
    let about = "Who a caller at another provider is in its tokens.";
    module.input(Variable::new(name.as_str(), "string", about), guest.subject());
    code(format!("var.{name}"))
}

/// What the caller is told: its role and, with certificates, where to show them.
fn output(guest: &Federation<'_, '_>, module: &mut Module) {
    let name = guest.name();
    let role = code(format!("aws_iam_role.{name}.arn"));
    let mut told = vec![("role_arn", role)];
    if matches!(guest.proof, Proof::Owners) {
        let anchor = format!("aws_rolesanywhere_trust_anchor.{}.arn", guest.from.name);
        told.push(("trust_anchor_arn", code(anchor)));
        told.push(("profile_arn", code(format!("aws_rolesanywhere_profile.{name}.arn"))));
    } else {
        told.push(("audience", code(format!("var.{}__issuer.audience", guest.issuer_name()))));
    }
    let about = "What a caller at another provider signs in with here.";
    module.output(format!("{name}__sign_in"), about, object(told));
}
