//! The columns, each with what it holds of a row.
//!
//! The names are those of the specification. After them come the five that `focus-validator` 1.0.0 spells
//! otherwise, so that it accepts the file as it is, and columns of mcplan's own with the prefix `x_`.

use serde_json::json;

use crate::report::csv::text;
use crate::terms::Purchase;
use crate::units::{Date, Decimal};

use super::line::{Line, Part, is_upfront};
use super::words;

/// A column: its name, and how its cell is written.
pub(super) type Column = (&'static str, fn(&Line<'_>) -> String);

/// All columns, in order.
pub(super) const COLUMNS: &[Column] = &[
    ("BilledCost", |line| number(line.billed().dollars())),
    ("BillingAccountId", plan),
    ("BillingAccountName", plan),
    ("BillingCurrency", |_| "USD".to_owned()),
    ("BillingPeriodEnd", end),
    ("BillingPeriodStart", start),
    ("ChargeCategory", category),
    ("ChargeClass", nothing),
    ("ChargeDescription", description),
    ("ChargeFrequency", frequency),
    ("ChargePeriodEnd", end),
    ("ChargePeriodStart", start),
    ("CommitmentDiscountCategory", |line| committed(line, words::commitment_category)),
    ("CommitmentDiscountId", commitment),
    ("CommitmentDiscountName", commitment),
    ("CommitmentDiscountStatus", |line| of_use(line, committed(line, |_| "Used"))),
    ("CommitmentDiscountType", |line| committed(line, words::commitment_type)),
    ("ConsumedQuantity", |line| of_use(line, number(line.quantity.amount))),
    ("ConsumedUnit", |line| of_use(line, words::unit(line.quantity.unit).to_owned())),
    ("ContractedCost", |line| number((line.contracted_price * line.quantity).dollars())),
    ("ContractedUnitPrice", |line| number(line.contracted_price.usd())),
    ("EffectiveCost", |line| number(line.effective().dollars())),
    ("InvoiceIssuerName", provider),
    ("ListCost", |line| number((line.list_price * line.quantity).dollars())),
    ("ListUnitPrice", |line| number(line.list_price.usd())),
    ("PricingCategory", pricing),
    ("PricingQuantity", |line| number(line.quantity.amount)),
    ("PricingUnit", |line| words::unit(line.quantity.unit).to_owned()),
    ("ProviderName", provider),
    ("PublisherName", provider),
    ("RegionId", |line| of_site(line, |site| &site.region)),
    ("RegionName", |line| of_site(line, |site| &site.name)),
    ("ResourceId", service),
    ("ResourceName", service),
    ("ResourceType", |line| line.service().map_or("", |s| s.kind.name()).to_owned()),
    ("ServiceCategory", |line| words::service_category(line.charge.category).to_owned()),
    ("ServiceName", |line| line.charge.category.name().to_owned()),
    ("SkuId", |line| text(&line.charge.sku)),
    ("SkuPriceId", |line| text(&line.charge.row)),
    ("SubAccountId", nothing),
    ("SubAccountName", nothing),
    ("Tags", tags),
    ("ChargeType", category),
    ("InvoiceIssuer", provider),
    ("Provider", provider),
    ("Publisher", provider),
    ("ResourceID", service),
    ("x_PriceAsOf", |line| text(&line.charge.as_of)),
    ("x_PriceRule", |line| text(line.charge.rule.as_deref().unwrap_or_default())),
    ("x_PurchaseOption", |line| line.charge.purchase.map_or("", Purchase::name).to_owned()),
];

/// A cell that only rows of use have.
fn of_use(line: &Line<'_>, cell: String) -> String {
    if line.part == Part::Use { cell } else { String::new() }
}

/// An exact number, with a point even if it is whole: readers that guess a column's type then guess one.
fn number(amount: Decimal) -> String {
    let exact = amount.normalize();
    if exact.scale() == 0 { format!("{exact}.0") } else { exact.to_string() }
}

fn nothing(_: &Line<'_>) -> String {
    String::new()
}

/// The account is not known before there is one: the plan stands in its place.
fn plan(line: &Line<'_>) -> String {
    text(&line.answer.topology.name)
}

fn start(line: &Line<'_>) -> String {
    midnight(line.month.first_day())
}

fn end(line: &Line<'_>) -> String {
    midnight(line.month.end())
}

fn midnight(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

fn used(line: &Line<'_>, used: &str, bought: &str) -> String {
    if line.part == Part::Use { used } else { bought }.to_owned()
}

fn category(line: &Line<'_>) -> String {
    used(line, "Usage", "Purchase")
}

fn frequency(line: &Line<'_>) -> String {
    let upfront = line.commitment().is_some_and(is_upfront);
    used(line, "Usage-Based", if upfront { "One-Time" } else { "Recurring" })
}

fn pricing(line: &Line<'_>) -> String {
    let of_use = match line.charge.purchase {
        Some(Purchase::Spot) => "Dynamic",
        Some(purchase) if purchase.is_commitment() => "Committed",
        _ => "Standard",
    };
    used(line, of_use, "Standard")
}

fn committed(line: &Line<'_>, word: fn(Purchase) -> &'static str) -> String {
    line.commitment().map_or("", word).to_owned()
}

/// A commitment that is still to be bought: what it is for, where, and for how long.
fn commitment(line: &Line<'_>) -> String {
    let name = |purchase: Purchase| {
        let site = line.answer.site_or_provider(line.charge.site);
        format!("{site}/{}/{}", line.charge.sku, purchase.name())
    };
    line.commitment().map_or_else(String::new, |purchase| text(&name(purchase)))
}

fn description(line: &Line<'_>) -> String {
    let charge = line.charge;
    let site = line.answer.site_or_provider(charge.site);
    let what = match line.commitment() {
        Some(purchase) => used(line, "", "commitment ") + purchase.name(),
        None => charge.purchase.map_or("metered", Purchase::name).to_owned(),
    };
    let service = line.answer.service_or_shared(charge.service);
    text(&format!("{}: {}, {what}, for {service} at {site}", charge.category.name(), charge.sku))
}

fn provider(line: &Line<'_>) -> String {
    words::provider(line.charge.provider).to_owned()
}

fn of_site(line: &Line<'_>, field: fn(&crate::catalog::Site) -> &String) -> String {
    let site = line.charge.site.map(|id| line.answer.catalog.site(id));
    site.map_or_else(String::new, |site| text(field(site)))
}

fn service(line: &Line<'_>) -> String {
    line.service().map_or_else(String::new, |service| text(&service.name.value))
}

fn tags(line: &Line<'_>) -> String {
    let mut tags = json!({ "plan": line.answer.topology.name });
    if let Some(service) = line.service() {
        tags["service"] = json!(service.name.value);
        tags["tier"] = json!(service.tier);
        tags["team"] = json!(service.team);
    }
    text(&tags.to_string())
}
