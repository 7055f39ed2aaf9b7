//! Sizes of products that are sold in units: as many as the catalog's formulas bill for.

use crate::catalog::Values;
use crate::placement::Needs;
use crate::terraform::layout::Unit;
use crate::units::{Decimal, HOURS_PER_MONTH};

use super::site::Region;

/// What formulas know of a unit.
#[must_use]
pub fn values(region: Region<'_, '_>, unit: &Unit<'_>) -> Values {
    Needs::of(region.layout.topology, unit.id).at(&unit.deployment)
}

/// Units of a meter that run all the time, with the values that formulas see.
#[must_use]
pub fn running(region: Region<'_, '_>, unit: &Unit<'_>, meter: &str, values: &Values) -> u32 {
    let amount = amount(region, unit, meter, values);
    whole(amount.map(|amount| amount / Decimal::from(HOURS_PER_MONTH)))
}

/// Units of a meter that are paid by the month.
#[must_use]
pub fn units(region: Region<'_, '_>, unit: &Unit<'_>, meter: &str, values: &Values) -> u32 {
    whole(amount(region, unit, meter, values))
}

fn amount(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    meter: &str,
    values: &Values,
) -> Option<Decimal> {
    let meter = region.layout.catalog.meter(meter)?;
    let metered = unit.product?.metered(unit.deployment.form, values)?;
    metered.into_iter().find_map(|(known, amount)| (known == meter).then_some(amount))
}

fn whole(amount: Option<Decimal>) -> u32 {
    amount.and_then(|amount| u32::try_from(amount.ceil()).ok()).unwrap_or(0)
}

/// A whole number of what a service asks for.
#[must_use]
pub fn count(unit: &Unit<'_>, term: &str) -> u32 {
    u32::try_from(unit.service.demand.terms().count(term)).unwrap_or(u32::MAX)
}
