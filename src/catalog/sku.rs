//! SKUs and offers of nodes: things with processors and memory that are sold by the hour.

use crate::terms::{Arch, Form, Provider, Purchase};
use crate::units::{Data, Decimal, Price};

/// Index of a [`Sku`] in its catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SkuId(pub u32);

/// What a node is, wherever it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sku {
    /// The provider's name, such as `m7g.large` or `Standard_D2s_v5`.
    pub name: String,
    /// Who sells it.
    pub provider: Provider,
    /// Virtual processors.
    pub vcpu: Decimal,
    /// Memory.
    pub memory: Data,
    /// Processor architecture.
    pub arch: Arch,
    /// Graphics processors; may be a fraction of one.
    pub gpus: Decimal,
    /// The provider's family, such as `m7g`.
    pub family: String,
    /// Whether the processors are shared and only burst to full speed.
    pub burstable: bool,
}

/// A SKU at a site in one form, with its prices by purchase option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeOffer {
    /// What is offered.
    pub sku: SkuId,
    /// How it is laid out over zones. Virtual machines are always [`Form::Single`].
    pub form: Form,
    /// How many times the listed price is paid for one node in this form (2 where a standby is billed
    /// at the listed price of one node).
    pub units: u32,
    /// Listed prices per hour, sorted by purchase option; never empty.
    pub prices: Vec<(Purchase, Decimal)>,
    /// The list prices of those that a price book changed; empty without one.
    pub list_prices: Vec<(Purchase, Decimal)>,
    /// The line of the catalog file.
    pub line: u32,
    /// Which of its shelf's origins (file and date) the line belongs to.
    pub origin: u16,
}

impl NodeOffer {
    /// The price per hour on the provider's list, if it has one under a purchase option.
    #[must_use]
    pub fn list_price(&self, purchase: Purchase) -> Option<Price> {
        let changed = self.list_prices.iter().find(|(option, _)| *option == purchase);
        let changed = changed.map(|&(_, usd)| Price::new(usd, crate::units::Unit::Hour));
        changed.or_else(|| self.price(purchase))
    }

    /// The listed price per hour under a purchase option, if there is one.
    #[must_use]
    pub fn price(&self, purchase: Purchase) -> Option<Price> {
        let found = self.prices.iter().find(|(option, _)| *option == purchase);
        found.map(|&(_, usd)| Price::new(usd, crate::units::Unit::Hour))
    }
}

/// A block-storage offer: per GiB, or in one fixed size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiskOffer {
    /// The size of the disk; `None` if it is sold by the GiB.
    pub size: Option<Data>,
    /// Its price: per month for a fixed size, per GiB-month otherwise.
    pub tariff: super::Tariff,
}
