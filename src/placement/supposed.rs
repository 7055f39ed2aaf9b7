//! What an arrangement costs more because that is supposed: a charge like any other, so that the objective and the bill
//! agree on it.

use std::borrow::Cow;

use crate::catalog::Tariff;
use crate::plan::ServiceId;
use crate::terms::Category;
use crate::units::{Price, Quantity, Unit};

use super::usage::Context;
use super::{Arrangement, Usage};

/// The supposed cost of an arrangement in a month, if there is one.
#[must_use]
pub fn supposed_usage(
    context: Context<'_>,
    id: ServiceId,
    arrangement: &Arrangement,
) -> Option<Usage<'static>> {
    let supposed = context.topology.supposed.as_ref().filter(|supposed| supposed.service == id)?;
    let code = |site| context.catalog.site(site).code.as_str();
    if arrangement.deployments.iter().any(|at| supposed.sites.matches(code(at.site))) {
        return None;
    }
    let first = arrangement.deployments.first()?;
    let price = Price::new(supposed.monthly.dollars(), Unit::Month);
    Some(Usage {
        service: Some(id),
        site: None,
        provider: context.catalog.site(first.site).provider,
        category: Category::Operations,
        tariff: Cow::Owned(Tariff::flat("supposed", price, "supposed", "")),
        purchase: None,
        quantity: Quantity::new(1, Unit::Month),
    })
}
