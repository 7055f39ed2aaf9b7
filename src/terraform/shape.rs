//! What a unit is to the network of its site, whoever sells it: the one place that sorts products.
//!
//! Networks, security rules and grants ask for shapes, so that a new product joins all of them by one line.

use crate::catalog::Realisation;
use crate::terms::{Kind, NodeList};

/// What a unit is to the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Machines of our own making: virtual machines, and whatever is self-hosted on them.
    Machines,
    /// A managed relational database in a subnet.
    Database,
    /// A load balancer in a subnet.
    Balancer,
    /// A Kubernetes cluster with its nodes.
    Cluster,
    /// A workload inside a cluster.
    Workload,
    /// A managed cache in a subnet.
    Cache,
    /// Brokers of a managed event stream in a subnet.
    Brokers,
    /// A managed file system with addresses in subnets.
    Files,
    /// Containers with addresses in subnets.
    Tasks,
    /// A function, with addresses in subnets.
    Function,
    /// A service of the platform: no address in our networks, reached over the provider's interfaces, and
    /// guarded by identities.
    Platform,
    /// In front of another unit, and part of its way in.
    Front,
}

impl Shape {
    /// The shape of a kind that is realised by a product.
    #[must_use]
    pub fn of(kind: Kind, product: Option<&Realisation>) -> Self {
        let nodes = product.and_then(|product| product.nodes.as_ref()).map(|nodes| nodes.list);
        match kind {
            Kind::Kubernetes => Shape::Cluster,
            Kind::Workload => Shape::Workload,
            Kind::WebFirewall | Kind::DdosProtection => Shape::Front,
            _ if kind.is_machine() || nodes == Some(NodeList::Vm) => Shape::Machines,
            Kind::Postgres | Kind::Mysql | Kind::Sqlserver => Shape::Database,
            Kind::LoadBalancer => Shape::Balancer,
            Kind::Cache => Shape::Cache,
            Kind::EventStream if nodes.is_some() => Shape::Brokers,
            Kind::FileStore => Shape::Files,
            Kind::Container => Shape::Tasks,
            Kind::Function => Shape::Function,
            _ => Shape::Platform,
        }
    }

    /// Whether it is called at addresses in the network of its site. Functions are called over an interface
    /// of their provider, even where they have addresses to call from.
    #[must_use]
    pub const fn accepts(self) -> bool {
        self.is_in_network() && !matches!(self, Shape::Function)
    }

    /// Whether it has addresses in the network of its site.
    #[must_use]
    pub const fn is_in_network(self) -> bool {
        !matches!(self, Shape::Platform | Shape::Front)
    }
}
