//! All charges as comma-separated values: one line of the bill a row, every field exact.
//!
//! Quoting follows RFC 4180, lines end with a single line feed. A text that a spreadsheet would take
//! for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets an apostrophe in
//! front, the spreadsheets' own mark of a text; numbers are left as they are.

use std::borrow::Cow;

use crate::placement::Charge;

use super::answer::Answer;

const HEADER: &str = "service,site,provider,category,team,sku,purchase,quantity,unit,unit_price_usd,\
                      monthly_usd,list_unit_price_usd,list_monthly_usd,price_rule,catalog_row,as_of\n";

/// The charges; only the header if there is no placement.
#[must_use]
pub fn csv(answer: &Answer<'_>) -> String {
    let charges = answer.outcome.verified.as_ref().map_or(&[][..], |v| v.charges());
    let mut out = HEADER.to_owned();
    for charge in charges {
        out.push_str(&row(answer, charge));
    }
    out
}

fn row(answer: &Answer<'_>, charge: &Charge) -> String {
    let service = charge.service.map(|id| answer.topology.service(id));
    let fields = [
        text(service.map_or("", |service| service.name.value.as_str())),
        text(charge.site.map_or("", |site| answer.site(site))),
        text(charge.provider.name()),
        text(charge.category.name()),
        text(service.map_or("", |service| service.team.as_str())),
        text(&charge.sku),
        text(charge.purchase.map_or("", crate::terms::Purchase::name)),
        charge.quantity.amount.normalize().to_string(),
        text(charge.quantity.unit.name()),
        charge.price.usd().normalize().to_string(),
        charge.monthly.to_string(),
        charge.list_price.usd().normalize().to_string(),
        charge.list_monthly.to_string(),
        text(charge.rule.as_deref().unwrap_or_default()),
        text(&charge.row),
        text(&charge.as_of),
    ];
    fields.join(",") + "\n"
}

/// A text field, guarded against formulas and quoted where needed.
pub(super) fn text(field: &str) -> String {
    let guarded: Cow<'_, str> = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{field}"))
    } else {
        Cow::Borrowed(field)
    };
    if guarded.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn fields_are_quoted_where_needed_and_never_formulas() {
        for (field, written) in [
            ("web", "web"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "'=1+1"),
            ("@x,y", "\"'@x,y\""),
            ("eu-west-1", "eu-west-1"),
        ] {
            assert_eq!(text(field), written);
        }
    }
}
