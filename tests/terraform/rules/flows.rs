//! What the flows of a plan ask of the rules around networks: worked out from flows, placement and facts alone.

use std::collections::BTreeSet;

use mcplan::catalog::{Catalog, SiteId};
use mcplan::placement::{Deployment, Placement};
use mcplan::plan::{Endpoint, ServiceId, Topology};
use mcplan::terms::{Kind, Provider, Strategy};

use super::facts::{self, Seat};
use super::technical::technical;

/// A permission: at which site, of what, in which direction, with whom, by which protocol and port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// The site's folder.
    pub site: String,
    /// The service in whose name the rule is written.
    pub owner: String,
    /// `in` or `out`.
    pub way: &'static str,
    /// The other end.
    pub far: String,
    /// Protocol and ports.
    pub port: String,
}

/// A service at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unit {
    /// The site.
    pub site: SiteId,
    /// The service.
    pub service: ServiceId,
}

/// An end of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// People, by their group.
    Users(usize),
    /// Anything.
    Internet,
    /// A service at a site.
    Unit(Unit),
}

/// A plan with its placement.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// What was offered.
    pub catalog: &'a Catalog,
    /// What was asked.
    pub topology: &'a Topology,
    /// What was decided.
    pub placement: &'a Placement,
}

impl<'a> World<'a> {
    /// All permissions that there must be, and no others.
    pub fn wanted(self) -> BTreeSet<Rule> {
        let mut wanted = technical(self);
        for (from, to, port) in self.connections() {
            wanted.extend(self.outward(from, to, port));
            wanted.extend(self.inward(from, to, port));
            wanted.extend(self.passed(from, to));
        }
        wanted
    }

    /// Who connects to whom, at the port that answers.
    pub fn connections(self) -> Vec<(End, End, u16)> {
        let mut all = Vec::new();
        for flow in &self.topology.flows {
            for from in self.ends(flow.from) {
                for to in self.ends(flow.to) {
                    all.extend(self.answering(to, flow.port).map(|port| (from, to, port)));
                }
            }
        }
        all.extend(self.copies());
        all
    }

    fn ends(self, end: Endpoint) -> Vec<End> {
        match end {
            Endpoint::Users(id) => vec![End::Users(id.0 as usize)],
            Endpoint::Internet => vec![End::Internet],
            Endpoint::Service(id) => self.units(id).into_iter().map(End::Unit).collect(),
        }
    }

    /// A service at each of its sites.
    pub fn units(self, service: ServiceId) -> Vec<Unit> {
        let sites = self.placement.of(service).deployments.iter();
        sites.map(|deployment| Unit { site: deployment.site, service }).collect()
    }

    fn answering(self, to: End, asked: u16) -> Option<u16> {
        let End::Unit(unit) = to else { return Some(asked) };
        let (seat, ports) = self.facts(unit);
        let port = if ports.is_empty() || ports.contains(&asked) { asked } else { ports[0] };
        (seat != Seat::Nowhere).then_some(port)
    }

    /// Copies of databases that are kept in step over the networks of the plan, both ways.
    fn copies(self) -> Vec<(End, End, u16)> {
        let mut all = Vec::new();
        for id in self.topology.service_ids() {
            let usual = match self.kind(id) {
                Kind::Postgres => 5432,
                Kind::Mysql => 3306,
                Kind::Sqlserver => 1433,
                Kind::DocumentDb => 27_017,
                Kind::Cache => 6379,
                Kind::EventStream => 9092,
                _ => continue,
            };
            let units = self.units(id);
            let standby = self.placement.of(id).strategy == Strategy::WarmStandby;
            for &from in units.iter().filter(|_| standby) {
                for &to in units.iter().filter(|&&to| to != from && self.follows(from, to)) {
                    let port = self.answering(End::Unit(to), usual);
                    all.extend(port.map(|port| (End::Unit(from), End::Unit(to), port)));
                }
            }
        }
        all
    }

    /// Whether a copy follows over the networks of the plan: providers copy most managed databases between
    /// their own regions over a network of theirs, and what is at public addresses follows there.
    fn follows(self, from: Unit, to: Unit) -> bool {
        let seated = [from, to].iter().all(|&unit| matches!(self.seat(unit), Seat::At(_)));
        let managed = self.product(from).is_some_and(|name| !name.starts_with("self-hosted"));
        let together = self.provider(from) == self.provider(to);
        let over_networks = self.product(from) == Some("flexible-server");
        seated && (!managed || !together || over_networks)
    }

    /// What a caller may call.
    fn outward(self, from: End, to: End, port: u16) -> Option<Rule> {
        let End::Unit(own) = from else { return None };
        let owner = self.owner(own)?;
        let far = match to {
            End::Users(_) => return None,
            End::Internet => self.anywhere(own),
            End::Unit(to) => self.callee(own, to)?,
        };
        Some(self.rule(own.site, owner, "out", far, port))
    }

    /// Who may call a callee.
    fn inward(self, from: End, to: End, port: u16) -> Option<Rule> {
        let End::Unit(own) = to else { return None };
        let owner = self.owner(own).filter(|_| self.is_private(own))?;
        let far = match from {
            End::Users(group) => self.users(group),
            End::Internet => return None,
            End::Unit(from) => self.caller(from, own)?,
        };
        Some(self.rule(own.site, owner, "in", far, port))
    }

    /// Packets come through a load balancer of connections of Azure as they were sent.
    fn passed(self, from: End, through: End) -> Vec<Rule> {
        let End::Unit(balancer) = through else { return Vec::new() };
        if self.product(balancer) != Some("azure-lb") {
            return Vec::new();
        }
        let flows = self.topology.flows.iter();
        let behind = flows.filter(|flow| flow.from == Endpoint::Service(balancer.service));
        behind
            .flat_map(|flow| self.ends(flow.to).into_iter().map(|to| (to, flow.port)))
            .filter(|(to, _)| matches!(to, End::Unit(to) if to.site == balancer.site))
            .filter_map(|(to, port)| self.through(from, to, self.answering(to, port)?))
            .collect()
    }

    /// Who calls through a load balancer: also a service that is behind it itself.
    fn through(self, from: End, to: End, port: u16) -> Option<Rule> {
        let End::Unit(own) = to else { return None };
        if from != to {
            return self.inward(from, to, port);
        }
        let owner = self.owner(own)?;
        let far = format!("of {owner}");
        Some(self.rule(own.site, owner, "in", far, port))
    }

    /// Any address, in the words of a site.
    fn anywhere(self, own: Unit) -> String {
        match self.provider(own) {
            Provider::Azure => "Internet".to_owned(),
            Provider::Aws | Provider::OnPrem => "anywhere".to_owned(),
        }
    }

    /// The end that is called, as rules around its caller name it.
    fn callee(self, own: Unit, to: Unit) -> Option<String> {
        let here = own.site == to.site;
        let balanced = self.kind(to.service) == Kind::LoadBalancer && self.is_managed(to);
        // The link of an interface leads to load balancers; whatever else it calls is at public addresses.
        if self.seat(own) == Seat::Linked && !(here && balanced) {
            return None;
        }
        if self.is_private(to) {
            return self.seated(own, to);
        }
        match (self.provider(own), self.provider(to), self.seat(to)) {
            (Provider::Aws, _, Seat::Public(list @ ("s3" | "dynamodb"))) if here => {
                Some(format!("list {list}"))
            }
            (Provider::Azure, Provider::Azure, Seat::Public(tag)) => Some(tag.to_owned()),
            (Provider::Azure, Provider::Azure, Seat::Joined) => Some("AppService".to_owned()),
            _ => Some(self.anywhere(own)),
        }
    }

    /// The end that calls, as rules around its callee name it; none if no address of it is known.
    fn caller(self, from: Unit, own: Unit) -> Option<String> {
        let here = own.site == from.site;
        let product = self.product(from);
        let balanced = self.kind(own.service) == Kind::LoadBalancer && self.is_managed(own);
        let linked = self.seat(from) == Seat::Linked;
        if self.owner(from).is_some() && (!linked || here && balanced) {
            // What this load balancer passes on comes from its own callers.
            if product == Some("azure-lb") && self.provider(own) == Provider::Azure {
                return None;
            }
            return self.seated(own, from);
        }
        let region = self.catalog.site(from.site).region.as_str();
        match (self.provider(own), self.kind(from.service), product) {
            (Provider::Aws, _, Some("cloudfront")) => Some("list cloudfront".to_owned()),
            (Provider::Azure, _, Some("front-door")) => Some("AzureFrontDoor.Backend".to_owned()),
            (Provider::Azure, _, Some("api-management-v2")) if here => {
                Some(format!("addresses {}", self.name(from.service)))
            }
            (Provider::Azure, _, Some("api-management" | "api-management-v2")) => {
                Some(format!("AzureCloud.{region}"))
            }
            (
                Provider::OnPrem,
                Kind::Cdn | Kind::ApiGateway | Kind::Pubsub | Kind::IotGateway | Kind::Function,
                _,
            ) => Some(format!("published {}", self.name(from.service))),
            _ => None,
        }
    }

    /// How rules name an end with addresses in a network: by what stands for it at the same site of a cloud, unless
    /// both ends are behind the same; else by its range.
    fn seated(self, own: Unit, other: Unit) -> Option<String> {
        if own.site != other.site || self.provider(own) == Provider::OnPrem {
            return self.range(other);
        }
        let (near, far) = (self.owner(own)?, self.owner(other)?);
        (near != far).then(|| format!("of {far}"))
    }

    /// The range in which a unit has its addresses.
    pub fn range(self, unit: Unit) -> Option<String> {
        let site = self.catalog.site(unit.site).code.replace([':', '-'], "_");
        let part = match (self.provider(unit), self.seat(unit)) {
            (Provider::OnPrem, _) => return Some(format!("range {site}")),
            (Provider::Azure, _) => self.owner(unit)?.replace('-', "_"),
            (Provider::Aws, Seat::At("machine")) => {
                if self.is_public(unit.service) { "public" } else { "private" }.to_owned()
            }
            (Provider::Aws, Seat::At(segment)) => segment.to_owned(),
            (Provider::Aws, Seat::Inside | Seat::Joined) => "private".to_owned(),
            (Provider::Aws, _) => return None,
        };
        Some(format!("range {site}__{part}"))
    }

    /// The service whose group or subnet a unit is in: its cluster's for a workload. At a site of one's own each
    /// stands for itself.
    pub fn owner(self, unit: Unit) -> Option<String> {
        let own = || Some(self.name(unit.service));
        match self.seat(unit) {
            _ if self.provider(unit) == Provider::OnPrem => own(),
            Seat::At(_) => own(),
            Seat::Inside => self.topology.service(unit.service).host.map(|id| self.name(id)),
            Seat::Joined => {
                let azure = self.provider(unit) == Provider::Azure;
                let joins = |to: Unit| self.is_private(to) || azure && self.is_guarded(to);
                self.calls(unit, joins).then(own)?
            }
            Seat::Linked => {
                let led = |to: Unit| {
                    to.site == unit.site
                        && self.kind(to.service) == Kind::LoadBalancer
                        && self.is_managed(to)
                };
                self.calls(unit, led).then(own)?
            }
            Seat::Public(_) | Seat::Nowhere => None,
        }
    }

    /// Whether a unit is called at addresses in a network of the plan.
    pub fn is_private(self, unit: Unit) -> bool {
        let seated = matches!(self.seat(unit), Seat::At(_) | Seat::Inside);
        seated || self.provider(unit) == Provider::OnPrem && self.seat(unit) != Seat::Nowhere
    }

    /// Whether a service of Azure lets in subnets by their service endpoint, so that its callers need one.
    pub fn is_guarded(self, unit: Unit) -> bool {
        let premium = || self.deployment(unit).form == mcplan::terms::Form::ZoneRedundant;
        self.provider(unit) == Provider::Azure
            && match (self.kind(unit.service), self.seat(unit)) {
                (Kind::Queue, Seat::Public(_)) => premium(),
                (_, Seat::Joined)
                | (
                    Kind::ObjectStore | Kind::EventStream | Kind::Function | Kind::Secrets,
                    Seat::Public(_),
                ) => true,
                _ => false,
            }
    }

    /// Whether a unit calls anything that fits.
    pub fn calls(self, unit: Unit, fits: impl Fn(Unit) -> bool) -> bool {
        let flows = self.topology.flows.iter();
        let mut called = flows
            .filter(|flow| flow.from == Endpoint::Service(unit.service))
            .flat_map(|flow| self.ends(flow.to));
        called.any(|to| matches!(to, End::Unit(to) if fits(to)))
    }

    /// Whether people reach a service.
    pub fn is_public(self, service: ServiceId) -> bool {
        let mut flows = self.topology.flows.iter();
        flows.any(|flow| {
            matches!(flow.from, Endpoint::Users(_)) && flow.to == Endpoint::Service(service)
        })
    }

    /// The product of a unit.
    pub fn product(self, unit: Unit) -> Option<&'a str> {
        let id = self.deployment(unit).realisation?;
        Some(self.catalog.realisation(id).name.as_str())
    }

    fn is_managed(self, unit: Unit) -> bool {
        self.product(unit).is_some_and(|name| !name.starts_with("self-hosted"))
    }

    /// What runs there.
    pub fn deployment(self, unit: Unit) -> &'a Deployment {
        let mut all = self.placement.of(unit.service).deployments.iter();
        all.find(|deployment| deployment.site == unit.site).expect("units are placed")
    }

    fn facts(self, unit: Unit) -> (Seat, &'static [u16]) {
        let product = self.deployment(unit).realisation.map(|id| self.catalog.realisation(id));
        let kind = self.kind(unit.service);
        let found = facts::of(self.provider(unit), kind, product);
        found.unwrap_or_else(|| panic!("no facts about {kind} by {product:?}"))
    }

    /// Where a unit is.
    pub fn seat(self, unit: Unit) -> Seat {
        self.facts(unit).0
    }

    /// The provider of a unit's site.
    pub fn provider(self, unit: Unit) -> Provider {
        self.catalog.site(unit.site).provider
    }

    /// The kind of a service.
    pub fn kind(self, service: ServiceId) -> Kind {
        self.topology.service(service).kind
    }

    /// The name of a service, as texts of rules may hold it.
    pub fn name(self, service: ServiceId) -> String {
        plain(&self.topology.service(service).name.value)
    }

    fn users(self, group: usize) -> String {
        format!("users {}", plain(&self.topology.users[group].name.value))
    }

    /// A rule over TCP.
    fn rule(self, site: SiteId, owner: String, way: &'static str, far: String, port: u16) -> Rule {
        Rule { site: self.folder(site), owner, way, far, port: format!("tcp {port}") }
    }

    /// The folder of a site.
    pub fn folder(self, site: SiteId) -> String {
        self.catalog.site(site).code.replace(':', "-")
    }
}

/// A text as rules may hold it.
pub fn plain(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " .:/=+-@_".contains(c);
    text.chars().map(|c| if allowed(c) { c } else { '_' }).take(200).collect()
}
