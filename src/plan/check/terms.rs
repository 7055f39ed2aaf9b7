//! Reads the plain quantities of a kind into named numbers, as the table of keys says.

use crate::diag::Spanned;
use crate::plan::document::{
    ANY_DATA, DAYS, Flag, MONTHLY_DATA, Notation, Number, OneOf, PERCENT, RATE, RTT, SOME_DATA,
    Section, Whole,
};
use crate::plan::{Fallback, Key, Measure, Terms};
use crate::units::{Data, Decimal};

const CPU: Number = Number { max: 1_000 };
const FACTOR: Number = Number { max: 1_000 };
const EVENTS: Whole<u64> = Whole(0..=1_000_000_000_000);
const BYTES_PER_KIB: u32 = 1_024;

/// The terms of a kind; `None` if a key is missing or wrong.
pub(super) fn read(keys: &[Key], section: &mut Section<'_, '_>) -> Option<Terms> {
    let mut terms = Terms::default();
    let mut complete = true;
    for key in keys {
        match value(key, &terms, section) {
            Some(value) => terms.set(key.term, value),
            None => complete = false,
        }
    }
    complete.then_some(terms)
}

fn value(key: &Key, terms: &Terms, section: &mut Section<'_, '_>) -> Option<Decimal> {
    if section.entry(key.key).is_none() {
        match key.fallback {
            Fallback::Milli(milli) => return Some(Decimal::from(milli) / Decimal::ONE_THOUSAND),
            Fallback::From(derive) => return Some(derive(terms).round_dp(9)),
            Fallback::Required => {}
        }
    }
    written(key, section)
}

/// What is written; a key that must be there and is not is reported.
fn written(key: &Key, section: &mut Section<'_, '_>) -> Option<Decimal> {
    let name = key.key;
    match key.measure {
        Measure::Rate => take(section, name, &RATE, crate::units::Rate::per_month),
        Measure::Events => take(section, name, &EVENTS, Decimal::from),
        Measure::Traffic => take(section, name, &MONTHLY_DATA, Data::gib),
        Measure::Data if matches!(key.fallback, Fallback::Required) => {
            take(section, name, &SOME_DATA, Data::gib)
        }
        Measure::Data => take(section, name, &ANY_DATA, Data::gib),
        Measure::SmallData => take(section, name, &SOME_DATA, kib),
        Measure::Time => take(section, name, &RTT, |time| time.0 / Decimal::ONE_THOUSAND),
        Measure::Days => take(section, name, &DAYS, Decimal::from),
        Measure::Whole(most) => take(section, name, &Whole(0..=most), Decimal::from),
        Measure::Processors => take(section, name, &CPU, |number| number),
        Measure::Factor => take(section, name, &FACTOR, |number| number.max(Decimal::ONE)),
        Measure::Share => take(section, name, &PERCENT, |share| {
            Decimal::from(share.millionths()) / Decimal::from(1_000_000)
        }),
        Measure::Flag => take(section, name, &Flag, |flag| Decimal::from(u8::from(flag))),
        Measure::Word(words) => {
            let word = OneOf { all: words, name: |(word, _)| word };
            take(section, name, &word, |(_, number)| Decimal::from(number))
        }
    }
}

fn take<N: Notation>(
    section: &mut Section<'_, '_>,
    key: &'static str,
    notation: &N,
    number: impl Fn(N::Value) -> Decimal,
) -> Option<Decimal> {
    section.required(key, notation).map(|Spanned { value, .. }| number(value))
}

fn kib(data: Data) -> Decimal {
    Decimal::from(data.bytes()) / Decimal::from(BYTES_PER_KIB)
}
