//! Placements made by hand: topologies and arrangements without a solver.

use mcplan::catalog::Catalog;
use mcplan::diag::{Span, Spanned};
use mcplan::placement::{Arrangement, Deployment, Hardware, Lot, Placement};
use mcplan::plan::{
    DataClass, DatabaseDemand, Demand, Encryption, Endpoint, Flow, Load, LoadBalancerDemand,
    LoadLevel, ObjectStoreDemand, Service, ServiceId, Topology, UserGroup, UsersId, VmDemand,
};
use mcplan::terms::{Arch, Engine, Form, Kind, Provider, Purchase, Role, Strategy, Survives};
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
        self.service(name, demand, class, strategy, sites)
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
        let demand = Demand::Database(DatabaseDemand {
            engine,
            cpu: Decimal::from(4),
            memory: Data::from_gib(16),
            storage: Data::from_gib(500),
            writes: Data::from_gib(50),
            burstable: false,
            backup_days: 14,
        });
        self.service(name, demand, class, strategy, sites)
    }

    /// An object store.
    pub fn store(
        self,
        name: &str,
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self {
        let demand = Demand::ObjectStore(ObjectStoreDemand {
            storage: Data::from_gib(1000),
            puts: 1_000,
            gets: 100_000,
            writes: Data::from_gib(10),
        });
        self.service(name, demand, class, strategy, sites)
    }

    /// A load balancer.
    pub fn balancer(self, name: &str, strategy: Strategy, sites: &[&str]) -> Self {
        let demand = Demand::LoadBalancer(LoadBalancerDemand {
            new_connections: 10,
            active_connections: 100,
        });
        self.service(name, demand, None, strategy, sites)
    }

    fn service(
        mut self,
        name: &str,
        demand: Demand,
        class: Option<usize>,
        strategy: Strategy,
        sites: &[&str],
    ) -> Self {
        let kind = match &demand {
            Demand::Vm(_) => Kind::Vm,
            Demand::Database(d) if d.engine == Engine::Postgres => Kind::Postgres,
            Demand::Database(_) => Kind::Mysql,
            Demand::ObjectStore(_) => Kind::ObjectStore,
            Demand::LoadBalancer(_) => Kind::LoadBalancer,
        };
        let service = Service {
            name: spanned(name.to_owned()),
            kind,
            tier: "standard".to_owned(),
            team: "storefront".to_owned(),
            data_class: class,
            demand,
            survives: Survives::Zone,
            degraded_capacity: Share::ONE,
            standby: Share::percent(50),
            service_time: Millis(Decimal::ZERO),
        };
        let deployments = sites.iter().enumerate().map(|(index, site)| {
            let waits = index > 0 && strategy == Strategy::WarmStandby;
            self.deployment(&service, site, if waits { Role::Recovery } else { Role::Active })
        });
        let arrangement = Arrangement { strategy, deployments: deployments.collect() };
        self.rows.push((service, arrangement));
        self
    }

    /// `site` is a code, with `/1` behind it for a single zone.
    fn deployment(&self, service: &Service, site: &str, role: Role) -> Deployment {
        let (code, zones) = site.split_once('/').map_or((site, 3), |(code, _)| (code, 1));
        let id = self.catalog.find(code).expect("tests name known sites");
        let form = if zones == 1 { Form::Single } else { Form::ZoneRedundant };
        let load = match &service.demand {
            Demand::Vm(vm) if role == Role::Recovery => vm.load.map(|n| n.div_ceil(2)),
            Demand::Vm(vm) => vm.load.clone(),
            _ => Load::constant(1),
        };
        let hardware = self.hardware(service, self.catalog.site(id).provider, load.peak());
        Deployment { site: id, role, form, zones, load, hardware }
    }

    fn hardware(&self, service: &Service, provider: Provider, peak: u32) -> Hardware {
        if matches!(service.kind, Kind::ObjectStore | Kind::LoadBalancer) {
            return Hardware::Managed;
        }
        if provider == Provider::OnPrem {
            return Hardware::Pool { vcpu: Decimal::from(4), memory: Data::from_gib(16) };
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
        Hardware::Nodes { sku, lots }
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
            from: end(from),
            to: end(to),
            volume: Data::from_gib(100),
            reply: Share::percent(50),
            port: *port,
            span: Span::default(),
        });
        let flows = flows.collect();
        let users = self.groups.iter().map(|group| UserGroup {
            name: spanned(group.clone()),
            location: "Frankfurt".to_owned(),
            position: (Decimal::from(50), Decimal::from(8)),
            share: Share::ONE,
        });
        let users = users.collect();
        let (services, arrangements) = self.rows.into_iter().unzip();
        let topology = Topology {
            name: self.name,
            horizon_months: 36,
            users,
            services,
            flows,
            data_classes: self.classes,
            commitments: Vec::new(),
            operating_cost_per_provider: Usd::ZERO,
            requirements: Vec::new(),
        };
        (topology, Placement { arrangements })
    }
}

use super::world::sku as mcplan_sku;
