//! Placements made by hand: topologies and arrangements without a solver.

use std::collections::BTreeMap;

use mcplan::catalog::Catalog;
use mcplan::diag::{Span, Spanned};
use mcplan::placement::{Arrangement, Deployment, Hardware, Lot, Placement};
use mcplan::plan::{
    DataClass, DataRules, DatabaseDemand, Demand, Encryption, Endpoint, Flow, Index, Load,
    LoadLevel, Network, Service, ServiceId, ServiceMesh, Terms, TermsDemand, Topology, UserGroup,
    UsersId, VmDemand,
};
use mcplan::terms::{
    Arch, Engine, Form, Kind, LinkMode, Provider, Purchase, Role, Strategy, Survives,
};
use mcplan::units::{Data, Decimal, Millis, Share, Usd};

/// A service with the sites it uses.
type Row = (Service, Arrangement);

/// A topology and a placement in the making.
pub struct Sketch<'c> {
    catalog: &'c Catalog,
    name: String,
    rows: Vec<Row>,
    flows: Vec<(String, String, u16)>,
    classes: Vec<DataClass>,
    groups: Vec<String>,
    hosts: Vec<(String, String)>,
    mesh: Option<ServiceMesh>,
    network: Option<Network>,
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

impl<'c> Sketch<'c> {
    /// An empty plan.
    pub fn new(catalog: &'c Catalog, name: &str) -> Self {
        let class = |name: &str, encryption| DataClass {
            name: spanned(name.to_owned()),
            residency: Vec::new(),
            encryption,
            rules: DataRules::default(),
            frameworks: Vec::new(),
            require_evidence: false,
        };
        let classes =
            vec![class("pii", Encryption::CustomerKeys), class("public", Encryption::ProviderKeys)];
        Sketch {
            catalog,
            name: name.to_owned(),
            rows: Vec::new(),
            flows: Vec::new(),
            classes,
            groups: Vec::new(),
            hosts: Vec::new(),
            mesh: None,
            network: None,
        }
    }

    /// A flow; ends are `users.NAME`, `internet` or a service.
    pub fn flow(mut self, from: &str, to: &str, port: u16) -> Self {
        if let Some(group) = from.strip_prefix("users.")
            && !self.groups.iter().any(|known| known == group)
        {
            self.groups.push(group.to_owned());
        }
        self.flows.push((from.to_owned(), to.to_owned(), port));
        self
    }

    /// With links of all sites to a hub.
    pub fn linked(mut self, mode: LinkMode, hub: &str) -> Self {
        self.network = Some(Network { mode, hub: hub.to_owned() });
        self
    }

    /// With Istio in its clusters.
    pub fn meshed(mut self) -> Self {
        self.mesh = Some(ServiceMesh::Istio);
        self
    }

    /// A workload of a cluster that was named before: 2 replicas all the time, up to 6.
    pub fn workload(
        mut self,
        name: &str,
        cluster: &str,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self {
        let load = Load::new(vec![
            LoadLevel { replicas: 6, hours: 230 },
            LoadLevel { replicas: 2, hours: 500 },
        ]);
        let terms = [("cpu", 1), ("memory_gib", 2)];
        let demand = terms_of(&terms, load.clone());
        self = self.service(name, Kind::Workload, None, demand, None, strategy, sites);
        let (_, arrangement) = self.rows.last_mut().expect("just pushed");
        for deployment in &mut arrangement.deployments {
            deployment.load = load.clone();
        }
        self.hosted_by(cluster)
    }

    /// Machines: 2 all the time, up to 6.
    pub fn vm(self, name: &str, class: Option<usize>, strategy: Strategy, sites: &[&str]) -> Self {
        let load = Load::new(vec![
            LoadLevel { replicas: 6, hours: 230 },
            LoadLevel { replicas: 2, hours: 500 },
        ]);
        self.machines(name, class, strategy, sites, load)
    }

    /// Machines with a load profile.
    pub fn machines(
        self,
        name: &str,
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
        load: Load,
    ) -> Self {
        let demand = Demand::Vm(VmDemand {
            cpu: Decimal::from(2),
            memory: Data::from_gib(4),
            gpus: 0,
            disk: Data::from_gib(32),
            arch: vec![Arch::X86, Arch::Arm],
            burstable: false,
            interruptible: name.contains("batch"),
            load,
        });
        self.service(name, Kind::Vm, None, demand, class, strategy, sites)
    }

    /// A database of 500 GiB.
    pub fn database(
        self,
        name: &str,
        engine: Engine,
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self {
        self.database_by(name, engine, None, class, strategy, sites)
    }

    /// A database of 500 GiB by a product (`None`: the first that its provider has).
    pub fn database_by(
        self,
        name: &str,
        engine: Engine,
        product: Option<&'static str>,
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self {
        let demand = Demand::Database(DatabaseDemand {
            engine,
            cpu: Decimal::from(4),
            memory: Data::from_gib(16),
            storage: Data::from_gib(500),
            writes: Data::from_gib(50),
            burstable: false,
            backup_days: 14,
            io: Decimal::from(500_000),
            own_license: false,
        });
        let kind = if engine == Engine::Postgres { Kind::Postgres } else { Kind::Mysql };
        self.service(name, kind, product, demand, class, strategy, sites)
    }

    /// An object store.
    pub fn store(
        self,
        name: &str,
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self {
        let terms = [("storage_gib", 1000), ("puts", 1_000), ("gets", 100_000), ("writes_gib", 10)];
        let demand = terms_of(&terms, Load::constant(1));
        self.service(name, Kind::ObjectStore, None, demand, class, strategy, sites)
    }

    /// A load balancer.
    pub fn balancer(self, name: &str, strategy: Strategy, sites: &[&str]) -> Self {
        let terms = [("layer", 7), ("new_connections", 10), ("active_connections", 100)];
        let demand = terms_of(&terms, Load::constant(1));
        self.service(name, Kind::LoadBalancer, None, demand, None, strategy, sites)
    }

    /// A service of any other kind by a product (`None`: the first that its provider has), with some terms.
    /// `nodes` says what it runs on where the product has nodes: the SKU at a provider, and how many.
    #[allow(clippy::too_many_arguments, reason = "a test says all of it in one place")]
    pub fn other(
        self,
        name: &str,
        kind: Kind,
        product: Option<&'static str>,
        terms: &[(&'static str, i64)],
        nodes: Option<(&'static str, u32)>,
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self {
        let demand = terms_of(terms, Load::constant(1));
        let mut made = self.service(name, kind, product, demand, class, strategy, sites);
        let catalog = made.catalog;
        if let (Some((sku, count)), Some((_, arrangement))) = (nodes, made.rows.last_mut()) {
            for deployment in &mut arrangement.deployments {
                let running = Load::constant(count);
                deployment.hardware = match catalog.site(deployment.site).provider {
                    Provider::OnPrem => Hardware::Pool {
                        vcpu: Decimal::from(4),
                        memory: Data::from_gib(16),
                        running,
                    },
                    Provider::Aws | Provider::Azure => Hardware::Nodes {
                        sku: mcplan_sku(catalog, sku),
                        lots: vec![Lot { purchase: Purchase::OnDemand, count }],
                        running,
                    },
                };
            }
        }
        made
    }

    /// Lets the service that was named last stand wherever `host` does.
    pub fn hosted_by(mut self, host: &str) -> Self {
        let name = self.rows.last().expect("a service").0.name.value.clone();
        self.hosts.push((name, host.to_owned()));
        self
    }

    #[allow(clippy::too_many_arguments, reason = "a test says all of it in one place")]
    fn service(
        mut self,
        name: &str,
        kind: Kind,
        product: Option<&'static str>,
        demand: Demand,
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self {
        let service = Service {
            name: spanned(name.to_owned()),
            kind,
            host: None,
            tier: "standard".to_owned(),
            team: "storefront".to_owned(),
            data_class: class,
            demand,
            survives: Survives::Zone,
            degraded_capacity: Share::ONE,
            standby: Share::percent(50),
            assumed_availability: None,
            recovery: BTreeMap::new(),
            downtime_cost: None,
            reserve_capacity: false,
            service_time: Millis(Decimal::ZERO),
        };
        let deployments = sites.iter().enumerate().map(|(index, site)| {
            let waits = index > 0 && strategy == Strategy::WarmStandby;
            let role = if waits { Role::Recovery } else { Role::Active };
            self.deployment(&service, product, site, role)
        });
        let arrangement = Arrangement { strategy, deployments: deployments.collect() };
        self.rows.push((service, arrangement));
        self
    }

    /// `site` is a code, with `/1` behind it for a single zone.
    fn deployment(
        &self,
        service: &Service,
        product: Option<&str>,
        site: &str,
        role: Role,
    ) -> Deployment {
        let (code, zones) = site.split_once('/').map_or((site, 3), |(code, _)| (code, 1));
        let id = self.catalog.find(code).expect("tests name known sites");
        let form = if zones == 1 { Form::Single } else { Form::ZoneRedundant };
        let load = match &service.demand {
            Demand::Vm(vm) if role == Role::Recovery => vm.load.map(|n| n.div_ceil(2)),
            Demand::Vm(vm) => vm.load.clone(),
            _ => Load::constant(1),
        };
        let hardware = self.hardware(service, self.catalog.site(id).provider, &load);
        let provider = self.catalog.site(id).provider;
        let mut products = self.catalog.realisations_of(provider, service.kind);
        let found = products.find(|(_, one)| match product {
            Some(name) => one.name == name,
            None => {
                provider == Provider::OnPrem || !["self-hosted", "aurora"].contains(&&*one.name)
            }
        });
        let realisation = if service.kind.is_machine() { None } else { found.map(|(id, _)| id) };
        Deployment { site: id, role, form, zones, load, among: 1, realisation, hardware }
    }

    fn hardware(&self, service: &Service, provider: Provider, load: &Load) -> Hardware {
        if matches!(service.demand, Demand::Terms(_)) {
            return Hardware::Managed;
        }
        let (running, peak) = (load.clone(), load.peak());
        if provider == Provider::OnPrem {
            let (vcpu, memory) = (Decimal::from(4), Data::from_gib(16));
            return Hardware::Pool { vcpu, memory, running };
        }
        let name = match (provider, service.kind) {
            (Provider::Aws, Kind::Vm) => "m7g.large",
            (Provider::Aws, _) => "db.m7g.xlarge",
            (_, Kind::Vm) => "Standard_D2s_v5",
            (_, _) => "GP_Standard_D4ds_v5",
        };
        let sku = mcplan_sku(self.catalog, name);
        let spot = matches!(&service.demand, Demand::Vm(vm) if vm.interruptible);
        let lots = match (spot, provider) {
            (true, _) => vec![Lot { purchase: Purchase::Spot, count: peak }],
            (_, Provider::Aws) if peak > 2 => vec![
                Lot { purchase: Purchase::NoUpfront1y, count: 2 },
                Lot { purchase: Purchase::OnDemand, count: peak - 2 },
            ],
            _ => vec![Lot { purchase: Purchase::OnDemand, count: peak }],
        };
        Hardware::Nodes { sku, lots, running }
    }

    /// The topology and its placement.
    pub fn finish(mut self) -> (Topology, Placement) {
        self.rows.sort_by(|a, b| a.0.name.value.cmp(&b.0.name.value));
        self.groups.sort();
        let end = |name: &str| match name.strip_prefix("users.") {
            Some(group) => {
                let index = self.groups.iter().position(|known| known == group);
                Endpoint::Users(UsersId(
                    u32::try_from(index.expect("a known group")).expect("few groups"),
                ))
            }
            None if name == "internet" => Endpoint::Internet,
            None => {
                let index = self.rows.iter().position(|(service, _)| service.name.value == name);
                Endpoint::Service(ServiceId(
                    u32::try_from(index.expect("a known service")).expect("few services"),
                ))
            }
        };
        let flows = self.flows.iter().map(|(from, to, port)| Flow {
            required: true,
            from: end(from),
            to: end(to),
            volume: Data::from_gib(100),
            reply: Share::percent(50),
            port: *port,
            span: Span::default(),
        });
        let flows: Vec<Flow> = flows.collect();
        let users = self.groups.iter().map(|group| UserGroup {
            name: spanned(group.clone()),
            location: "Frankfurt".to_owned(),
            position: (Decimal::from(50), Decimal::from(8)),
            share: Share::ONE,
        });
        let users = users.collect();
        for (name, host) in &self.hosts {
            let at = |wanted: &str| {
                let found = self.rows.iter().position(|(service, _)| service.name.value == wanted);
                found.expect("a known service")
            };
            let (hosted, host) = (at(name), at(host));
            self.rows[hosted].0.host = Some(ServiceId(u32::try_from(host).expect("few services")));
        }
        let (services, arrangements): (Vec<Service>, Vec<_>) = self.rows.into_iter().unzip();
        let index = Index::of(&services, &flows, &[]);
        let topology = Topology {
            name: self.name,
            horizon_months: 36,
            users,
            services,
            flows,
            journeys: Vec::new(),
            data_classes: self.classes,
            commitments: Vec::new(),
            operating_cost_per_provider: Usd::ZERO,
            operating_cost_per_self_hosted: Usd::ZERO,
            service_mesh: self.mesh,
            price_book: None,
            supposed: None,
            lost_zones: Vec::new(),
            network: self.network,
            requirements: Vec::new(),
            index,
        };
        (topology, Placement { arrangements })
    }
}

/// Terms as the plan's check would make them.
fn terms_of(all: &[(&'static str, i64)], load: Load) -> Demand {
    let mut terms = Terms::default();
    for (name, value) in all {
        terms.set(name, Decimal::from(*value));
    }
    Demand::Terms(TermsDemand { terms, load, arch: Arch::ALL.to_vec() })
}

use super::world::sku as mcplan_sku;
