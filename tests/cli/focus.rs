//! `mcplan solve --format focus`: what `focus-validator` 1.0.0 checks of version 1.0, and that the sums are
//! those of the bill.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::support::{Folder, repository};

type Row = BTreeMap<String, String>;

/// The rows of a plan's data set, each by names of columns.
fn rows(folder: &Folder, plan: &str) -> Vec<Row> {
    let arguments = ["solve", plan, "--format", "focus", "--month", "2026-12"];
    let output = folder.mcplan(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
    let columns = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        columns.iter().zip(record.iter()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
    };
    reader.records().map(Result::unwrap).map(row).collect()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn sum(rows: &[Row], column: &str) -> Decimal {
    rows.iter().map(|row| decimal(&row[column])).sum()
}

/// How a value has to be written.
#[derive(Clone, Copy)]
enum Type {
    Text,
    Decimal,
    Time,
    Currency,
    Object,
    OneOf(&'static [&'static str]),
}

impl Type {
    fn accepts(self, value: &str) -> bool {
        match self {
            Type::Text => true,
            // A column of whole numbers only would not be taken for decimals.
            Type::Decimal => value.parse::<Decimal>().is_ok() && value.contains('.'),
            Type::Time => value.len() == 20 && value.ends_with("T00:00:00Z"),
            Type::Currency => value == "USD",
            Type::Object => serde_json::from_str::<Value>(value).is_ok_and(|json| json.is_object()),
            Type::OneOf(allowed) => allowed.contains(&value),
        }
    }
}

const SERVICE_CATEGORIES: &[&str] = &[
    "AI and Machine Learning",
    "Analytics",
    "Business Applications",
    "Compute",
    "Databases",
    "Developer Tools",
    "Multicloud",
    "Identity",
    "Integration",
    "Internet of Things",
    "Management and Governance",
    "Media",
    "Migration",
    "Mobile",
    "Networking",
    "Security",
    "Storage",
    "Web",
    "Other",
];

/// The columns that have to be there, whether they may be empty, and what they may hold. The validator's names
/// that differ from the specification's are among them.
const RULES: &[(&str, bool, Type)] = &[
    ("BilledCost", false, Type::Decimal),
    ("BillingAccountId", false, Type::Text),
    ("BillingAccountName", true, Type::Text),
    ("BillingCurrency", false, Type::Currency),
    ("BillingPeriodEnd", false, Type::Time),
    ("BillingPeriodStart", false, Type::Time),
    ("ChargeCategory", false, Type::OneOf(&["Usage", "Purchase", "Tax", "Credit", "Adjustment"])),
    ("ChargeClass", true, Type::OneOf(&["Correction"])),
    ("ChargeDescription", true, Type::Text),
    ("ChargeFrequency", false, Type::OneOf(&["One-Time", "Recurring", "Usage-Based"])),
    ("ChargePeriodEnd", false, Type::Time),
    ("ChargePeriodStart", false, Type::Time),
    ("ChargeType", false, Type::OneOf(&["Usage", "Purchase"])),
    ("CommitmentDiscountCategory", true, Type::OneOf(&["Spend", "Usage"])),
    ("CommitmentDiscountId", true, Type::Text),
    ("CommitmentDiscountName", true, Type::Text),
    ("CommitmentDiscountStatus", true, Type::OneOf(&["Used", "Unused"])),
    ("CommitmentDiscountType", true, Type::Text),
    ("ConsumedQuantity", true, Type::Decimal),
    ("ConsumedUnit", true, Type::Text),
    ("ContractedCost", false, Type::Decimal),
    ("ContractedUnitPrice", true, Type::Decimal),
    ("EffectiveCost", false, Type::Decimal),
    ("InvoiceIssuer", false, Type::Text),
    ("InvoiceIssuerName", false, Type::Text),
    ("ListCost", false, Type::Decimal),
    ("ListUnitPrice", true, Type::Decimal),
    ("PricingCategory", true, Type::OneOf(&["Standard", "Dynamic", "Committed", "Other"])),
    ("PricingQuantity", true, Type::Decimal),
    ("PricingUnit", true, Type::Text),
    ("Provider", false, Type::Text),
    ("ProviderName", false, Type::Text),
    ("Publisher", false, Type::Text),
    ("PublisherName", false, Type::Text),
    ("RegionId", true, Type::Text),
    ("RegionName", true, Type::Text),
    ("ResourceID", true, Type::Text),
    ("ResourceId", true, Type::Text),
    ("ResourceName", true, Type::Text),
    ("ResourceType", true, Type::Text),
    ("ServiceCategory", false, Type::OneOf(SERVICE_CATEGORIES)),
    ("ServiceName", false, Type::Text),
    ("SkuId", true, Type::Text),
    ("SkuPriceId", false, Type::Text),
    ("SubAccountId", true, Type::Text),
    ("SubAccountName", true, Type::Text),
    ("Tags", true, Type::Object),
];

#[test]
fn every_rule_of_the_validator_holds() {
    let folder = Folder::new();
    let shipped = ["plans/quickstart.toml", "plans/web-shop.toml", "plans/data-residency.toml"];
    let shipped = shipped.map(repository);
    for plan in shipped.iter().map(String::as_str).chain(["plan.toml"]) {
        let rows = rows(&folder, plan);
        assert!(!rows.is_empty(), "{plan}");
        for row in &rows {
            for &(column, nullable, allowed) in RULES {
                let value = row.get(column).unwrap_or_else(|| panic!("{plan} has no {column}"));
                let fits = if value.is_empty() { nullable } else { allowed.accepts(value) };
                assert!(fits, "{plan}: {column} is `{value}`");
            }
            let own = |name: &String| name.starts_with("x_");
            let known = |name: &String| RULES.iter().any(|(known, ..)| known == name);
            assert!(row.keys().all(|name| own(name) || known(name)), "{:?}", row.keys());
        }
    }
}

#[test]
fn effective_costs_add_up_to_the_bill_without_downtime() {
    let folder = Folder::new();
    for plan in ["plan.toml", &repository("plans/web-shop.toml")] {
        let answer = folder.json(&[plan]);
        let charges = answer["charges"].as_array().unwrap();
        let invoiced = charges.iter().filter(|charge| charge["category"] != "downtime");
        let bill: Decimal =
            invoiced.map(|charge| decimal(charge["monthly_usd"].as_str().unwrap())).sum();
        let rows = rows(&folder, plan);
        assert_eq!(sum(&rows, "EffectiveCost"), bill, "{plan}");
    }
}

#[test]
fn costs_are_prices_times_quantities() {
    let folder = Folder::new();
    for row in rows(&folder, &repository("plans/web-shop.toml")) {
        let of = |column: &str| decimal(&row[column]);
        assert_eq!(of("ListCost"), of("ListUnitPrice") * of("PricingQuantity"));
        assert_eq!(of("ContractedCost"), of("ContractedUnitPrice") * of("PricingQuantity"));
        assert!(of("EffectiveCost") <= of("ContractedCost"), "{row:?}");
    }
}

#[test]
fn a_commitment_is_bought_in_one_row_and_used_in_another() {
    let folder = Folder::new();
    let rows = rows(&folder, "plan.toml");
    let of = |category: &str| {
        let found = |row: &&Row| {
            row["ResourceId"] == "web"
                && !row["CommitmentDiscountId"].is_empty()
                && row["ChargeCategory"] == category
        };
        rows.iter().find(found).unwrap()
    };
    let (used, bought) = (of("Usage"), of("Purchase"));
    let shown = |row: &Row, columns: &[&str]| {
        columns
            .iter()
            .map(|column| row[*column].as_str())
            .collect::<Vec<_>>()
            .join(" | ")
            .trim_end()
            .to_owned()
    };
    let costs = ["BilledCost", "EffectiveCost", "ContractedCost", "ListCost"];
    assert_eq!(shown(used, &costs), "0.0 | 131.4 | 175.2 | 175.2");
    assert_eq!(shown(bought, &costs), "131.4 | 0.0 | 131.4 | 131.4");
    let words = [
        "CommitmentDiscountId",
        "CommitmentDiscountType",
        "CommitmentDiscountCategory",
        "CommitmentDiscountStatus",
        "PricingCategory",
        "ChargeFrequency",
        "ConsumedQuantity",
    ];
    assert_eq!(
        shown(used, &words),
        "aws:far-1/a.small/1y-no-upfront | Reserved Instance | Usage | Used | Committed | Usage-Based | 2190.0"
    );
    assert_eq!(
        shown(bought, &words),
        "aws:far-1/a.small/1y-no-upfront | Reserved Instance | Usage |  | Standard | Recurring |"
    );
}

#[test]
fn what_is_paid_in_advance_is_billed_for_its_term() {
    let folder = Folder::new();
    for name in ["plan.toml", "catalog/vm_far-1.csv"] {
        folder.edit(name, "1y-no-upfront", "1y-all-upfront");
    }
    let rows = rows(&folder, "plan.toml");
    let upfront = |row: &&Row| row["ChargeFrequency"] == "One-Time";
    let bought: Vec<&Row> = rows.iter().filter(upfront).collect();
    let monthly = |row: &&Row| {
        row["ChargeCategory"] == "Usage" && row["x_PurchaseOption"] == "1y-all-upfront"
    };
    let used: Decimal = rows.iter().filter(monthly).map(|row| decimal(&row["EffectiveCost"])).sum();
    let paid: Decimal = bought.iter().map(|row| decimal(&row["BilledCost"])).sum();
    assert!(!bought.is_empty());
    assert_eq!(paid, used * Decimal::from(12));
}

#[test]
fn a_month_is_a_month() {
    let folder = Folder::new();
    let told = folder.run(&["solve", "plan.toml", "--format", "focus", "--month", "2026-13"]);
    assert!(told.starts_with("exit status 2"), "{told}");
    assert!(told.contains("a month as 2026-12"), "{told}");
    let none = folder.run(&["solve", "impossible.toml", "--format", "focus"]);
    assert!(none.starts_with("exit status 1\n--- stdout ---\nBilledCost,"), "{none}");
    assert!(none.contains("has no placement"), "{none}");
}
