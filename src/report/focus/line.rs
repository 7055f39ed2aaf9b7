//! The rows of a charge: what is used, and the commitment that is bought to use it for less.
//!
//! Under a commitment the use is invoiced at nothing, and the purchase is invoiced for the month or, if all is
//! paid in advance, for the term. The cost that was agreed on is effective where it is used: effective costs
//! add up to the bill, billed costs to the invoices.

use crate::placement::{Charge, uncommitted};
use crate::plan::Service;
use crate::report::answer::Answer;
use crate::terms::Purchase;
use crate::units::{Decimal, Month, Price, Quantity, Usd};

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Use in the month.
    Use,
    /// The purchase of a commitment.
    Commitment,
}

/// A row.
pub(super) struct Line<'a> {
    pub(super) answer: &'a Answer<'a>,
    pub(super) charge: &'a Charge,
    pub(super) month: Month,
    pub(super) part: Part,
    /// What is paid for: of the month, or of the term.
    pub(super) quantity: Quantity,
    /// The price on the list, without any discount.
    pub(super) list_price: Price,
    /// The price by contract, without the discount of a commitment.
    pub(super) contracted_price: Price,
}

impl<'a> Line<'a> {
    /// The rows of a charge.
    pub(super) fn of(
        answer: &'a Answer<'a>,
        charge: &'a Charge,
        month: Month,
    ) -> impl Iterator<Item = Line<'a>> {
        let plain = Line {
            answer,
            charge,
            month,
            part: Part::Use,
            quantity: charge.quantity,
            list_price: charge.list_price,
            contracted_price: charge.price,
        };
        let bought = plain.commitment().map(|_| plain.purchase());
        std::iter::once(plain.without_commitment()).chain(bought)
    }

    /// The use at the prices that it has without a commitment.
    fn without_commitment(self) -> Self {
        let tariff = uncommitted(self.answer.catalog, self.charge);
        let Some((tariff, price)) = tariff.and_then(|t| t.flat_price().map(|price| (t, price)))
        else {
            return self;
        };
        let list_price = Price::new(tariff.list_price(Some(0)), price.unit());
        Line { list_price, contracted_price: price, ..self }
    }

    /// The purchase: for a month, or for the term if all of it is paid in advance.
    fn purchase(&self) -> Self {
        let months = match self.charge.purchase {
            Some(upfront) if is_upfront(upfront) => upfront.term_months().unwrap_or(1),
            _ => 1,
        };
        let Quantity { amount, unit } = self.quantity;
        let quantity = Quantity::new(amount * Decimal::from(months), unit);
        Line { part: Part::Commitment, quantity, ..*self }
    }

    /// The commitment that the charge is paid under.
    pub(super) fn commitment(&self) -> Option<Purchase> {
        self.charge.purchase.filter(|purchase| purchase.is_commitment())
    }

    /// What the invoices of the month say.
    pub(super) fn billed(&self) -> Usd {
        match self.part {
            Part::Use if self.commitment().is_some() => Usd::ZERO,
            Part::Use | Part::Commitment => self.charge.price * self.quantity,
        }
    }

    /// What is used for it in the month, with payments in advance spread over their term.
    pub(super) fn effective(&self) -> Usd {
        match self.part {
            Part::Use => self.charge.monthly,
            Part::Commitment => Usd::ZERO,
        }
    }

    /// The service that it is for.
    pub(super) fn service(&self) -> Option<&'a Service> {
        self.charge.service.map(|id| self.answer.topology.service(id))
    }
}

/// Whether the whole term is paid in advance.
pub(super) const fn is_upfront(purchase: Purchase) -> bool {
    matches!(purchase, Purchase::AllUpfront1y | Purchase::AllUpfront3y)
}
