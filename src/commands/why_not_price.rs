//! How much cheaper the dearest SKU of a service would have to be at a site for the plan to go there: found by solving
//! the plan with changed prices, as `what-if --price` does.

use std::time::Instant;

use crate::explain::{Wish, fulfilled};
use crate::milp::{Status, solve};
use crate::placement::{Charge, Context, Verified};
use crate::report::PriceBreak;
use crate::terms::Category;
use crate::units::{Decimal, Usd};

use super::error::CommandError;
use super::input::Input;
use super::why_not::Asked;

/// A discount of everything, in thousandths of a per cent.
const WHOLE: u32 = 100_000;

/// The discount at which the plan goes there; `None` if the service pays for no SKU of its own there, or if that could
/// not be solved in time.
pub(super) fn found(
    asked: &Asked<'_>,
    input: &Input,
    there: &Verified,
    more: Usd,
) -> Result<Option<PriceBreak>, CommandError> {
    let Some((site, sku, spent)) = dearest(input, asked.wish, there) else { return Ok(None) };
    let moves = |discount: u32| moves(asked, (&site, &sku), discount);
    let at = |discount: Option<u32>| {
        let (site, sku) = (site.clone(), sku.clone());
        Ok(Some(PriceBreak { site, sku, spent, discount }))
    };
    match moves(WHOLE)? {
        None => return Ok(None),
        Some(false) => return at(None),
        Some(true) => {}
    }
    // If nothing else changes with the price this is the answer, and two solves show that.
    let guess = more.dollars() / spent.dollars() * Decimal::from(WHOLE);
    let guess = u32::try_from(guess.ceil()).unwrap_or(WHOLE).clamp(1, WHOLE);
    let (mut stays, mut goes) = (0, WHOLE);
    let mut next = guess;
    while goes - stays > 1 {
        match moves(next)? {
            None => return Ok(None),
            Some(true) => goes = next,
            Some(false) => stays = next,
        }
        let beside = if goes == next { next - 1 } else { next + 1 };
        let is_first = next == guess && beside > stays && beside < goes;
        next = if is_first { beside } else { stays + (goes - stays) / 2 };
    }
    at(Some(goes))
}

/// What the service pays most for at the sites of a wish: site, SKU and dollars a month.
fn dearest(input: &Input, wish: &Wish, there: &Verified) -> Option<(String, String, Usd)> {
    let code = |charge: &Charge| Some(input.catalog.site(charge.site?).code.clone());
    let own = there.charges().iter().filter(|charge| charge.service == Some(wish.service));
    let sold = own.filter(|charge| {
        !matches!(
            charge.category,
            Category::Transfer | Category::Replication | Category::Operations | Category::Downtime
        )
    });
    let here = sold.filter(|charge| code(charge).is_some_and(|code| wish.sites.matches(&code)));
    let dearest =
        here.filter(|charge| charge.monthly > Usd::ZERO).max_by_key(|charge| charge.monthly)?;
    let site = code(dearest)?;
    let same = |charge: &&Charge| {
        charge.service == dearest.service
            && charge.site == dearest.site
            && charge.sku == dearest.sku
    };
    let spent = there.charges().iter().filter(same).map(|charge| charge.monthly).sum();
    Some((site, dearest.sku.clone(), spent))
}

/// Whether the plan goes there with a discount in thousandths of a per cent; `None` if that was not proven.
fn moves(
    asked: &Asked<'_>,
    (site, sku): (&str, &str),
    discount: u32,
) -> Result<Option<bool>, CommandError> {
    let factor = PriceBreak::factor(discount);
    let input = asked.opened.with_price(&format!("{site}:{sku}={factor}"))?;
    let context = Context { topology: &input.topology, catalog: &input.catalog };
    let started = Instant::now();
    let outcome = solve(context, asked.options, &|| started.elapsed());
    let verified = outcome.verified.filter(|_| outcome.status == Status::Optimal);
    Ok(verified.map(|verified| fulfilled(context, &verified, asked.wish)))
}
