//! What the accounts know of issuers elsewhere, once for all sites, and the guide's part about who signs in where.
//!
//! Issuers are registered here because an account has each of them once, whatever region uses it.

use std::collections::{BTreeMap, BTreeSet};

use crate::terms::Provider;
use crate::terraform::access::Grant;
use crate::terraform::federation::{AWS_AUDIENCE, Federation, Proof, all};
use crate::terraform::hcl::{Block, Expr, File, code, list, object, template};
use crate::terraform::layout::Layout;
use crate::terraform::name::label;

use super::markdown::{table, text};
use super::providers::alias;

/// Whether callers of Azure ask AWS by tokens of Entra.
pub fn needs_entra(layout: &Layout<'_>, grants: &BTreeSet<Grant>) -> bool {
    all(layout, grants).iter().any(|one| is_cloud(one, Provider::Azure))
}

fn is_cloud(one: &Federation<'_, '_>, provider: Provider) -> bool {
    matches!(one.proof, Proof::Cloud) && one.from.site.provider == provider
}

/// `federation.tf`.
pub fn file(layout: &Layout<'_>, grants: &BTreeSet<Grant>) -> File {
    let mut file =
        File::new("Issuers of tokens that one provider trusts about callers of another.");
    let Some(view) = layout.sites_of(Provider::Aws).next() else { return file };
    let provider = code(format!("aws.{}", alias(view)));
    let all = all(layout, grants);
    if all.iter().any(|one| is_cloud(one, Provider::Aws)) {
        let about = "Lets roles get tokens about themselves, if their rights say so.";
        let outbound = Block::resource("aws_iam_outbound_web_identity_federation", "main");
        file.push(outbound.comment(about).set("provider", provider.clone()));
    }
    if needs_entra(layout, grants) {
        file.extend(entra(layout));
    }
    let issuers = issuers(&all);
    for (name, (issuer, audience)) in &issuers {
        let block = Block::resource("aws_iam_openid_connect_provider", name)
            .set("provider", provider.clone())
            .gap()
            .set("url", issuer.clone())
            .set("client_id_list", list([audience.clone()]))
            .set("tags", layout.shared_tags());
        file.push(block);
    }
    if !issuers.is_empty() {
        let known =
            issuers.iter().map(|(name, (_, audience))| (name.as_str(), known(name, audience)));
        let about = "What roles name in their trust.";
        file.push(Block::new("locals").comment(about).set("issuers", object(known)));
    }
    file
}

/// Issuers that AWS is told to trust, with the audience of their tokens.
fn issuers(all: &[Federation<'_, '_>]) -> BTreeMap<String, (Expr, Expr)> {
    let asks = all.iter().filter(|one| one.at.site.provider == Provider::Aws);
    let named = asks.filter_map(|one| {
        let audience = match one.proof {
            Proof::Cluster(_) => Expr::from(AWS_AUDIENCE),
            Proof::Cloud => code("azuread_application_identifier_uri.aws.identifier_uri"),
            // Certificates are shown to IAM Roles Anywhere.
            Proof::Owners | Proof::Nothing => return None,
        };
        Some((one.issuer_name(), (one.issuer(), audience)))
    });
    named.collect()
}

fn known(name: &str, audience: &Expr) -> Expr {
    let of = |what: &str| format!("aws_iam_openid_connect_provider.{name}.{what}");
    let host = code(format!("replace({}, \"https://\", \"\")", of("url")));
    object([("arn", code(of("arn"))), ("host", host), ("audience", audience.clone())])
}

/// The application that stands for AWS in Entra: managed identities get tokens for it.
fn entra(layout: &Layout<'_>) -> Vec<Block> {
    let client = code("azuread_application_registration.aws.client_id");
    vec![
        Block::data("azurerm_client_config", "main"),
        Block::resource("azuread_application_registration", "aws")
            .comment("Tokens of version 1: those of version 2 name the caller where AWS looks for the audience.")
            .set("display_name", label(&[&layout.topology.name, "aws"], 100))
            .set("sign_in_audience", "AzureADMyOrg")
            .set("requested_access_token_version", 1_u32),
        Block::resource("azuread_application_identifier_uri", "aws")
            .set("application_id", code("azuread_application_registration.aws.id"))
            .set("identifier_uri", template([Expr::from("api://"), client.clone()])),
        Block::resource("azuread_service_principal", "aws").set("client_id", client),
    ]
}

/// Who signs in where, and what is left to do; empty if nobody does.
pub fn guide(layout: &Layout<'_>, grants: &BTreeSet<Grant>) -> String {
    let all = all(layout, grants);
    let (able, unable): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.can_sign_in());
    let mut parts = Vec::new();
    if !able.is_empty() {
        let rows: Vec<Vec<String>> = able.iter().map(|one| row(one, by(one))).collect();
        let head = ["caller", "at", "asks", "at", "signs in by"];
        parts.push(format!("{ABLE}{}\n{}", table(&head, &rows), steps(&able)));
    }
    if !unable.is_empty() {
        let why = |one: &&Federation<'_, '_>| row(one, "nothing: set up by hand".to_owned());
        let rows: Vec<Vec<String>> = unable.iter().map(why).collect();
        let head = ["caller", "at", "asks", "at", "signs in by"];
        parts.push(format!("{UNABLE}{}", table(&head, &rows)));
    }
    parts.join("\n")
}

fn row(one: &Federation<'_, '_>, by: String) -> Vec<String> {
    let mut asked: Vec<&str> =
        one.asked.iter().map(|(_, unit)| unit.service.name.value.as_str()).collect();
    asked.sort_unstable();
    asked.dedup();
    vec![
        text(&one.caller.service.name.value),
        text(&one.from.site.code),
        text(&asked.join(", ")),
        text(&one.at.site.code),
        by,
    ]
}

fn by(one: &Federation<'_, '_>) -> String {
    match (one.proof, one.at.site.provider) {
        (Proof::Cluster(cluster), _) => {
            format!("tokens of cluster {}", text(&cluster.service.name.value))
        }
        (Proof::Cloud, _) if one.from.site.provider == Provider::Aws => {
            "tokens of IAM about its role".to_owned()
        }
        (Proof::Cloud, _) => "tokens of Entra about its managed identity".to_owned(),
        (Proof::Owners, Provider::Aws) => "a certificate of the site's authority".to_owned(),
        (Proof::Owners | Proof::Nothing, _) => "tokens of the site's issuer".to_owned(),
    }
}

/// What callers do, by the way in which they sign in.
fn steps(able: &[&Federation<'_, '_>]) -> String {
    let is = |wanted: fn(&Proof<'_, '_>) -> bool, provider: Provider, at: Provider| {
        able.iter().any(|one| {
            wanted(&one.proof) && one.from.site.provider == provider && one.at.site.provider == at
        })
    };
    let cloud: fn(&Proof<'_, '_>) -> bool = |proof| matches!(proof, Proof::Cloud);
    let owners: fn(&Proof<'_, '_>) -> bool = |proof| matches!(proof, Proof::Owners);
    let pods = able.iter().any(|one| matches!(one.proof, Proof::Cluster(_)));
    let all = [
        (pods, PODS),
        (is(cloud, Provider::Aws, Provider::Azure), FROM_AWS),
        (is(cloud, Provider::Azure, Provider::Aws), FROM_AZURE),
        (is(owners, Provider::OnPrem, Provider::Aws), CERTIFICATES),
        (is(owners, Provider::OnPrem, Provider::Azure), TOKENS),
    ];
    all.into_iter().filter(|(asked, _)| *asked).map(|(_, words)| words).collect()
}

const ABLE: &str = "These callers ask services of another provider, which know them by short-lived tokens or certificates \
of their own site. There is no key to keep. `federation.tf` says which issuers are trusted, \
`modules/*/federation.tf` what each caller may do; the outputs `*__sign_in` are what a caller is configured with.\n\n";

const UNABLE: &str = "These ask services of another provider too, but are managed services, which sign in at their own \
provider only. Put a function or a workload of the plan between, or let people with a key of short life do it; nothing \
is written for them here.\n\n";

const PODS: &str = "- Pods: mount a token of the service account (a projected volume, `serviceAccountToken`) with \
the `audience` of the output. SDKs of AWS read it by `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`, those of \
Azure by `AZURE_FEDERATED_TOKEN_FILE`, `AZURE_CLIENT_ID` and `AZURE_TENANT_ID`.\n";

const FROM_AWS: &str = "- Callers in AWS get a token by `sts:GetWebIdentityToken` (audience of the output, algorithm RS256, \
at a regional endpoint of STS) and hand it to Azure as client assertion. An account switches such tokens on once: if \
it has done so, run `terraform import aws_iam_outbound_web_identity_federation.main ACCOUNT` first, and take the \
resource out of the state before you destroy this folder.\n";

const FROM_AZURE: &str = "- Callers in Azure get a token from their managed identity for the `audience` of the output and \
hand it to `sts:AssumeRoleWithWebIdentity`. Whoever applies this folder may register applications in Entra. An account \
knows each issuer once: import `aws_iam_openid_connect_provider.entra` if it is there, with this audience among its own.\n";

const CERTIFICATES: &str = "- Machines of your own at AWS: issue certificates with the SPIFFE identifier `spiffe://DOMAIN/PLAN/SERVICE` \
as the only URI among their alternative names, by the authority that you name in `*__authority`, and run \
`aws_signing_helper` of IAM Roles Anywhere.\n";

const TOKENS: &str = "- Machines of your own at Azure: run an issuer of tokens (such as SPIRE with its OIDC discovery provider) whose keys \
Azure can read at the address that you name in `*__issuer`, with the same identifier as subject.\n";
