//! `[users.NAME]`: where people are, and what part of all people that is.

use crate::diag::{Diagnostic, Diagnostics, Spanned};
use crate::plan::document::{PERCENT, Section};
use crate::plan::{Gazetteer, UserGroup};
use crate::units::{Decimal, Share};

use super::names::{Named, Names, spanned};
use super::places::Location;

/// The groups in order of name; `None` for those with a mistake.
pub(super) fn read(
    names: &Names<'_>,
    gazetteer: &Gazetteer,
    findings: &mut Diagnostics,
) -> Vec<Option<UserGroup>> {
    let alone = names.users.len() == 1;
    let mut shares = Vec::new();
    let groups = names.users.iter().map(|named| {
        let mut section = Section::new(&named.1.node, format!("users `{}`", named.0), findings)?;
        let share = if alone {
            section.optional("share", &PERCENT)
        } else {
            section.required("share", &PERCENT)
        };
        shares.extend(share);
        let group = group(&mut section, named, gazetteer, share);
        section.finish();
        group
    });
    let groups = groups.collect();
    report_excess(&shares, findings);
    groups
}

fn group(
    section: &mut Section<'_, '_>,
    named: &Named<'_>,
    gazetteer: &Gazetteer,
    share: Option<Spanned<Share>>,
) -> Option<UserGroup> {
    let (location, position) = section.required("location", &Location(gazetteer))?.value;
    let share = share.map_or(Share::ONE, |share| share.value);
    Some(UserGroup { name: spanned(named), location, position, share })
}

fn report_excess(shares: &[Spanned<Share>], findings: &mut Diagnostics) {
    let total: u64 = shares.iter().map(|share| u64::from(share.value.millionths())).sum();
    let mut places: Vec<_> = shares.iter().map(|share| share.span).collect();
    places.sort();
    if total > u64::from(Share::ONE.millionths())
        && let Some((&last, others)) = places.split_last()
    {
        let percent = (Decimal::from(total) / Decimal::from(10_000)).normalize();
        let message = format!("the shares of all users add up to {percent}%, more than 100%");
        let finding = Diagnostic::error(message, last);
        findings.push(others.iter().fold(finding, |finding, &span| finding.also(span, "")));
    }
}
