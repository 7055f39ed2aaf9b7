//! Rules of a price book: what they are about, when they hold, what they make of a list price.
//!
//! Of the rules about one price the last one holds, as written; a price of one's own wins over discounts.

use crate::catalog::{SiteId, SkuId};
use crate::diag::Spanned;
use crate::terms::{NodeList, Provider, Purchase, SitePattern};
use crate::units::{Decimal, HOURS_PER_MONTH, Share, Unit};

/// What has a price.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Who sells it.
    pub provider: Provider,
    /// The meter, or the kind of node.
    pub service: &'a str,
    /// The provider's name for it.
    pub sku: &'a str,
    /// The code of the site.
    pub site: &'a str,
    /// The purchase option, of nodes.
    pub purchase: Option<Purchase>,
    /// The unit of the price.
    pub unit: Unit,
}

/// Which prices a rule is about: each field a pattern with `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Over names of providers.
    pub provider: SitePattern,
    /// Over meters and kinds of nodes.
    pub service: SitePattern,
    /// Over names of SKUs.
    pub sku: SitePattern,
    /// Over codes of sites.
    pub site: SitePattern,
    /// Over purchase options; what has none fits `*` only.
    pub purchase: SitePattern,
}

impl Scope {
    fn covers(&self, subject: &Subject<'_>) -> bool {
        let purchase = subject.purchase.map_or("", Purchase::name);
        self.provider.matches(subject.provider.name())
            && self.service.matches(subject.service)
            && self.sku.matches(subject.sku)
            && self.site.matches(subject.site)
            && self.purchase.matches(purchase)
    }
}

/// What a rule makes of a list price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// That much less.
    Discount(Share),
    /// This price in its place, in dollars per unit of the first field.
    Own(Unit, Decimal),
}

/// A rule that holds on the day of the price book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it is about.
    pub scope: Scope,
    /// What it does.
    pub change: Change,
    /// File and line, and the customer's reason, for people.
    pub label: String,
}

/// Nodes whose hours are paid for already, used or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// Where.
    pub site: SiteId,
    /// Of which list.
    pub list: NodeList,
    /// Which SKU.
    pub sku: SkuId,
    /// How many.
    pub count: u32,
    /// What an hour of one of them costs all the same, in dollars.
    pub hourly: Decimal,
    /// File and line, and the customer's reason, for people.
    pub label: String,
}

/// What holds on the day, in the order of files and lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PriceBook {
    /// What changes list prices.
    pub rules: Vec<Rule>,
    /// What is paid for already.
    pub owned: Vec<Owned>,
    /// What makes all of that higher or lower.
    pub factors: Vec<PriceFactor>,
}

/// Prices that are a multiple of what they would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceFactor {
    /// Over codes of sites.
    pub sites: SitePattern,
    /// Over names of SKUs.
    pub skus: SitePattern,
    /// What prices are multiplied by.
    pub factor: Decimal,
    /// For people, with the place that states it.
    pub label: Spanned<String>,
}

/// What becomes of a list price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect<'b> {
    rule: Option<&'b Rule>,
    factor: Decimal,
    /// The rule and the factors, for people.
    pub label: String,
}

impl Effect<'_> {
    /// The effective price for a list price.
    #[must_use]
    pub fn price(&self, list: Decimal) -> Decimal {
        let price = self.rule.map_or(list, |rule| rule.price(list));
        // As many places as prices of catalogs have at most, so that products stay exact.
        if self.factor == Decimal::ONE {
            price
        } else {
            (price * self.factor).round_dp(12).normalize()
        }
    }
}

impl Owned {
    /// Node hours a month.
    #[must_use]
    pub fn hours(&self) -> u64 {
        u64::from(self.count) * u64::from(HOURS_PER_MONTH)
    }
}

impl PriceBook {
    /// Whether any price may be another than on the list.
    #[must_use]
    pub fn changes_prices(&self) -> bool {
        !self.rules.is_empty() || !self.factors.is_empty()
    }

    /// What becomes of a list price; `None` if it stays. All factors that fit are multiplied.
    #[must_use]
    pub fn effect(&self, subject: &Subject<'_>) -> Option<Effect<'_>> {
        let rule = self.rule(subject);
        let fits =
            |one: &&PriceFactor| one.sites.matches(subject.site) && one.skus.matches(subject.sku);
        let factors = self.factors.iter().filter(fits);
        let labels = rule.map(|rule| &rule.label);
        let labels = labels.into_iter().chain(factors.clone().map(|one| &one.label.value));
        let labels: Vec<&str> = labels.map(String::as_str).collect();
        let factor = factors.map(|one| one.factor).product();
        (!labels.is_empty()).then(|| Effect { rule, factor, label: labels.join(", ") })
    }

    /// The rule that makes a price, if any: the last price of one's own, else the last discount.
    fn rule(&self, subject: &Subject<'_>) -> Option<&Rule> {
        let fits = |rule: &&Rule| match rule.change {
            Change::Own(unit, _) => unit == subject.unit && rule.scope.covers(subject),
            Change::Discount(_) => rule.scope.covers(subject),
        };
        let last = |own: bool| {
            let of_kind = move |rule: &&Rule| matches!(rule.change, Change::Own(..)) == own;
            self.rules.iter().rev().filter(of_kind).find(fits)
        };
        last(true).or_else(|| last(false))
    }
}

impl Rule {
    /// The effective price for a list price.
    #[must_use]
    pub fn price(&self, list: Decimal) -> Decimal {
        match self.change {
            Change::Discount(share) => {
                let rest = Share::ONE.millionths() - share.millionths();
                (list * Decimal::new(i64::from(rest), 6)).normalize()
            }
            Change::Own(_, usd) => usd,
        }
    }
}
