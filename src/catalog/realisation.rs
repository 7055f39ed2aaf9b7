//! Realisations: the products by which a provider serves a kind, and what each is billed for.

use crate::terms::{Form, Kind, NodeList, Provider};

use super::formula::{Formula, Values};
use super::{Meter, Tariff};
use crate::units::Decimal;

/// Index of a realisation in the catalog's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RealisationId(pub(super) u16);

/// A product by which a provider serves a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realisation {
    /// Who sells it, or on whose machines it runs.
    pub provider: Provider,
    /// What it serves.
    pub kind: Kind,
    /// Its short name, unique for the provider and the kind.
    pub name: String,
    /// The protocol or product family that clients and copies see.
    pub engine: String,
    /// The ports at which it answers.
    pub ports: Ports,
    /// The forms in which it is offered.
    pub forms: Vec<Form>,
    /// The nodes that it runs on, if any.
    pub nodes: Option<Nodes>,
    /// Must be non-zero for the product to be able to serve; always able if absent.
    pub fits: Option<Formula>,
    /// The products that it can stand before, if it stands before another service; any if empty.
    pub hosts: Vec<String>,
    /// The product's name for people.
    pub title: String,
    /// What it is billed for beside nodes and their disks.
    pub components: Vec<Component>,
    /// Where sizing and limits come from.
    pub source: String,
    /// Catalog file and line.
    pub row: String,
}

/// The TCP ports at which a product answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ports {
    /// Whatever a flow names: software of the user's own listens there, or the product is told to.
    Asked,
    /// These and no others, the usual one first.
    Fixed(Vec<u16>),
    /// None: nothing connects to it.
    Closed,
}

impl Ports {
    /// The port at which who asks for a port is answered; `None` if nobody is.
    #[must_use]
    pub fn answering(&self, asked: u16) -> Option<u16> {
        match self {
            Ports::Asked => Some(asked),
            Ports::Fixed(ports) if ports.contains(&asked) => Some(asked),
            Ports::Fixed(ports) => ports.first().copied(),
            Ports::Closed => None,
        }
    }
}

/// The nodes of a realisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nodes {
    /// Where they are sold.
    pub list: NodeList,
    /// How many.
    pub count: Formula,
    /// Least virtual processors of each.
    pub vcpu: Formula,
    /// Least GiB of memory of each.
    pub memory_gib: Formula,
    /// Disk of each in GiB, for machines.
    pub disk_gib: Option<Formula>,
}

/// Something that a realisation is billed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// What is metered.
    pub meter: Meter,
    /// The form in which it is; any if absent.
    pub form: Option<Form>,
    /// How much in a month, in the meter's unit.
    pub quantity: Formula,
    /// Where the rule is published.
    pub source: String,
}

impl Realisation {
    /// Whether it runs on machines that its user looks after, instead of being bought as a product.
    #[must_use]
    pub fn is_self_hosted(&self) -> bool {
        let machines = self.nodes.as_ref().is_some_and(|nodes| nodes.list == NodeList::Vm);
        machines && self.kind != Kind::Kubernetes
    }

    /// Whether its machines last, each with a name and a disk that stay, since they keep data: all that its user looks
    /// after but what only passes things on.
    #[must_use]
    pub fn has_lasting_machines(&self) -> bool {
        self.is_self_hosted() && !matches!(self.kind, Kind::LoadBalancer | Kind::Bastion)
    }

    /// Whether it can serve what is asked.
    #[must_use]
    pub fn can_serve(&self, values: &Values) -> bool {
        self.fits.as_ref().is_none_or(|fits| fits.value(values).is_some_and(|fit| !fit.is_zero()))
    }

    /// Whether it can stand before a service that is realised by `host`.
    #[must_use]
    pub fn stands_before(&self, host: &Realisation) -> bool {
        self.hosts.is_empty() || self.hosts.contains(&host.name)
    }

    /// What is metered in a form, with how much; `None` if an amount cannot be said.
    #[must_use]
    pub fn metered(&self, form: Form, values: &Values) -> Option<Vec<(Meter, Decimal)>> {
        let applies = |component: &&Component| component.form.is_none_or(|only| only == form);
        self.components
            .iter()
            .filter(applies)
            .map(|component| Some((component.meter, component.quantity.value(values)?)))
            .collect()
    }
}

/// A tariff with how many times it is paid for one unit of what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metered<'c> {
    /// The listed price.
    pub tariff: &'c Tariff,
    /// As [`super::NodeOffer::units`]: 2 where a standby's share is billed at the listed price.
    pub units: u32,
}
