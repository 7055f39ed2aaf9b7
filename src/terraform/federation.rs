//! Who signs in at another provider, and by what it proves who it is.
//!
//! A flow from a caller at one provider to a service at another one that admits by identity asks for a federation: the
//! target's provider trusts the issuer of the caller's tokens, for one subject and one audience, and gives exactly what
//! the flow needs. Found from the grants of `access` and nothing else. What trust and rights look like is written in
//! `aws` and `azure`; what callers prove themselves by is exported by the modules of their own sites.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::SiteId;
use crate::plan::ServiceId;
use crate::terms::{Kind, Provider};

use super::access::{Cause, Direction, Grant, Peer};
use super::hcl::{Expr, code};
use super::kubernetes::{namespace, workload_name};
use super::layout::{Layout, SiteView, Unit};
use super::shape::Shape;

/// For whom tokens are that AWS takes from a cluster.
pub const AWS_AUDIENCE: &str = "sts.amazonaws.com";
/// For whom tokens are that Entra takes from issuers that it is told to trust.
pub const AZURE_AUDIENCE: &str = "api://AzureADTokenExchange";

/// By what a caller proves who it is.
#[derive(Clone, Copy)]
pub enum Proof<'l, 'a> {
    /// Tokens of the cluster that it runs in, for its service account.
    Cluster(&'l Unit<'a>),
    /// Tokens of its cloud, for the role or managed identity that it runs under.
    Cloud,
    /// Certificates and tokens that the owners of its site issue to its machines.
    Owners,
    /// None: a managed service signs in at services of its own provider only.
    Nothing,
}

/// What a caller wants of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// A flow leads to the service.
    Call,
    /// A flow leads out of the service, whose reader the caller is.
    Read,
}

/// A caller with all that it asks at one site of another provider.
pub struct Federation<'l, 'a> {
    /// Where the caller is.
    pub from: &'l SiteView<'a>,
    /// The caller.
    pub caller: &'l Unit<'a>,
    /// How it proves who it is.
    pub proof: Proof<'l, 'a>,
    /// Where the services are that it asks.
    pub at: &'l SiteView<'a>,
    /// What it asks of which service.
    pub asked: Vec<(Wish, &'l Unit<'a>)>,
}

/// All federations, by caller and then by the site that is asked; those without a proof too.
#[must_use]
pub fn all<'l, 'a>(layout: &'l Layout<'a>, grants: &BTreeSet<Grant>) -> Vec<Federation<'l, 'a>> {
    let mut wishes: BTreeMap<(SiteId, ServiceId, SiteId), BTreeSet<(Wish, ServiceId)>> =
        BTreeMap::new();
    for grant in grants.iter().filter(|grant| grant.cause == Cause::Flow) {
        let Peer::Unit(at, asked) = grant.peer else { continue };
        let wish = match grant.direction {
            Direction::Out => Wish::Call,
            Direction::In => Wish::Read,
        };
        if asks(layout, grant.site, at, asked, wish) {
            wishes.entry((grant.site, grant.service, at)).or_default().insert((wish, asked));
        }
    }
    let found = wishes.into_iter().filter_map(|((site, service, at), asked)| {
        let (from, at) = (layout.site(site)?, layout.site(at)?);
        // Names point at what they name and ask it nothing, and so does what stands in front.
        let asks =
            |unit: &&Unit<'_>| unit.service.kind != Kind::Dns && unit.shape() != Shape::Front;
        let caller = from.unit(service).filter(asks)?;
        let asked = asked.into_iter().filter_map(|(wish, id)| Some((wish, at.unit(id)?)));
        let proof = proof(layout, from, caller);
        Some(Federation { from, caller, proof, at, asked: asked.collect() })
    });
    found.collect()
}

/// Whether someone at a site has to sign in at another provider for what it wants of a service.
fn asks(layout: &Layout<'_>, from: SiteId, at: SiteId, asked: ServiceId, wish: Wish) -> bool {
    let (Some(from), Some(at)) = (layout.site(from), layout.site(at)) else { return false };
    let Some(unit) = at.unit(asked) else { return false };
    let admits = match at.site.provider {
        Provider::Aws => super::aws::admits_by_identity(unit),
        Provider::Azure => super::azure::admits_by_identity(unit),
        Provider::OnPrem => false,
    };
    // Queues, streams and tables are read by those at the other end; everything else calls by itself.
    let is_read = matches!(unit.service.kind, Kind::Queue | Kind::EventStream | Kind::DocumentDb);
    from.site.provider != at.site.provider && admits && (wish == Wish::Call || is_read)
}

fn proof<'l, 'a>(layout: &Layout<'_>, view: &'l SiteView<'a>, unit: &Unit<'_>) -> Proof<'l, 'a> {
    match unit.shape() {
        Shape::Workload => match view.unit(layout.topology.host_of(unit.id)) {
            Some(cluster) if cluster.shape() == Shape::Cluster => Proof::Cluster(cluster),
            _ => Proof::Nothing,
        },
        Shape::Machines if view.site.provider == Provider::OnPrem => Proof::Owners,
        Shape::Machines | Shape::Tasks | Shape::Function => Proof::Cloud,
        _ => Proof::Nothing,
    }
}

/// What signs in from elsewhere at a site.
pub fn into_site<'l, 'a>(
    layout: &'l Layout<'a>,
    grants: &BTreeSet<Grant>,
    site: SiteId,
) -> Vec<Federation<'l, 'a>> {
    let mut found = all(layout, grants);
    found.retain(|one| one.at.id == site && one.can_sign_in());
    found
}

/// What signs in elsewhere from a site.
pub fn out_of_site<'l, 'a>(
    layout: &'l Layout<'a>,
    grants: &BTreeSet<Grant>,
    site: SiteId,
) -> Vec<Federation<'l, 'a>> {
    let mut found = all(layout, grants);
    found.retain(|one| one.from.id == site && one.can_sign_in());
    found
}

/// Whether a unit signs in elsewhere by what its cloud says that it is.
#[must_use]
pub fn leaves_its_cloud(
    layout: &Layout<'_>,
    grants: &BTreeSet<Grant>,
    site: SiteId,
    unit: &Unit<'_>,
) -> bool {
    let own =
        |one: &Federation<'_, '_>| one.caller.id == unit.id && matches!(one.proof, Proof::Cloud);
    out_of_site(layout, grants, site).iter().any(own)
}

impl Federation<'_, '_> {
    /// Whether the caller has anything to sign in with.
    #[must_use]
    pub const fn can_sign_in(&self) -> bool {
        !matches!(self.proof, Proof::Nothing)
    }

    /// The identifier of the caller at other sites.
    #[must_use]
    pub fn name(&self) -> String {
        format!("from__{}__{}", self.from.name, self.caller.name)
    }

    /// The identifier of the issuer of the caller's tokens.
    #[must_use]
    pub fn issuer_name(&self) -> String {
        match self.proof {
            Proof::Cluster(cluster) => format!("{}__{}", self.from.name, cluster.name),
            Proof::Cloud if self.from.site.provider == Provider::Azure => "entra".to_owned(),
            Proof::Cloud => "iam".to_owned(),
            Proof::Owners | Proof::Nothing => self.from.name.clone(),
        }
    }

    /// The address of the issuer, as the root names it.
    #[must_use]
    pub fn issuer(&self) -> Expr {
        code(match self.proof {
            Proof::Cluster(cluster) => {
                format!("module.{}.{}__issuer", self.from.name, cluster.name)
            }
            Proof::Cloud if self.from.site.provider == Provider::Aws => {
                "aws_iam_outbound_web_identity_federation.main.issuer_identifier".to_owned()
            }
            Proof::Cloud => {
                "\"https://sts.windows.net/${data.azurerm_client_config.main.tenant_id}/\""
                    .to_owned()
            }
            Proof::Owners | Proof::Nothing => format!("module.{}.issuer", self.from.name),
        })
    }

    /// Who the caller is in its tokens, if that follows from names: then rules say it themselves.
    #[must_use]
    pub fn service_account(&self, layout: &Layout<'_>) -> Option<String> {
        matches!(self.proof, Proof::Cluster(_)).then(|| service_account(layout, self.caller))
    }

    /// Who the caller is in its tokens, as the root names it.
    #[must_use]
    pub fn subject(&self) -> Expr {
        code(format!("module.{}.{}__subject", self.from.name, self.caller.name))
    }
}

/// Who a workload is in tokens of its cluster.
#[must_use]
pub fn service_account(layout: &Layout<'_>, workload: &Unit<'_>) -> String {
    format!("system:serviceaccount:{}:{}", namespace(layout), workload_name(workload))
}
