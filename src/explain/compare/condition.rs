//! Conditions on a comparison, such as `monthly_usd > +5%` or `rto=orders > 15m`: read from text, and held
//! against the sides.

use crate::diag::{Diagnostic, Diagnostics, SourceId, Sources, Span, list, nearest};
use crate::units::{Availability, Decimal, Millis, Seconds, Usd};

use super::sides::Comparison;
use super::snapshot::{Measure, Snapshot};

/// Something that must not become true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// As written.
    pub text: String,
    place: Span,
    field: Field,
    subject: Option<String>,
    operator: Operator,
    bound: Bound,
}

/// A condition held against a side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The condition as written.
    pub condition: String,
    /// The side that it was held against: an index.
    pub side: usize,
    /// What it looks at.
    pub measure: Option<Measure>,
    /// The value on this side, if there is one.
    pub value: Option<Decimal>,
    /// Whether the condition is true, which nobody wants.
    pub failed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Monthly,
    Yearly,
    Figure(Measure),
}

const FIELDS: [(&str, Field); 6] = [
    ("monthly_usd", Field::Monthly),
    ("yearly_usd", Field::Yearly),
    ("rto", Field::Figure(Measure::Rto)),
    ("rpo", Field::Figure(Measure::Rpo)),
    ("availability", Field::Figure(Measure::Availability)),
    ("latency", Field::Figure(Measure::Latency)),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    More,
    MoreOrEqual,
    Less,
    LessOrEqual,
}

/// The longer ones first: each begins with a shorter one.
const OPERATORS: [(&str, Operator); 4] = [
    (">=", Operator::MoreOrEqual),
    ("<=", Operator::LessOrEqual),
    (">", Operator::More),
    ("<", Operator::Less),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// A value of its own.
    Absolute(Decimal),
    /// So much more than the base.
    Difference(Decimal),
    /// So many per cent more than the base.
    Percent(Decimal),
}

const EXAMPLE: &str =
    "write it as in 'monthly_usd > +5%', 'monthly_usd > 10000' or 'rto=orders > 15m'";

impl Condition {
    /// The condition that a source holds.
    ///
    /// # Errors
    /// If it is not written as it should be.
    pub fn parse(source: SourceId, sources: &Sources) -> Result<Condition, Diagnostic> {
        let text = sources.get(source).text.as_str();
        let all = Span::new(source, 0..text.len());
        let Some(at) = sign(text) else {
            let problem = Diagnostic::error("this condition compares nothing", all);
            return Err(problem.because("`>`, `>=`, `<` or `<=` is missing").hint(EXAMPLE));
        };
        let rest = &text[at..];
        let operator = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign));
        let (sign, operator) = operator.copied().unwrap_or((">", Operator::More));
        let (field, subject) = field(&text[..at], Span::new(source, 0..at))?;
        let start = at + sign.len();
        let bound = bound(field, &text[start..], Span::new(source, start..text.len()))?;
        let text = text.trim().to_owned();
        Ok(Condition { text, place: all, field, subject, operator, bound })
    }

    /// The value that a side has for the field.
    fn value(&self, side: &Snapshot) -> Option<Decimal> {
        match self.field {
            Field::Monthly => side.monthly.map(Usd::dollars),
            Field::Yearly => side.monthly.map(|usd| usd.times(12).dollars()),
            Field::Figure(measure) => self.figure(measure, side),
        }
    }

    /// The worst estimate of all that are meant.
    fn figure(&self, measure: Measure, side: &Snapshot) -> Option<Decimal> {
        let meant = side.figures.iter().filter(|((of, subject), _)| {
            *of == measure && self.subject.as_ref().is_none_or(|wanted| wanted == subject)
        });
        let values = meant.filter_map(|(_, figure)| figure.achieved);
        if measure == Measure::Availability { values.min() } else { values.max() }
    }

    fn limit(&self, base: &Snapshot) -> Option<Decimal> {
        match self.bound {
            Bound::Absolute(limit) => Some(limit),
            Bound::Difference(more) => Some(self.value(base)? + more),
            Bound::Percent(percent) => {
                let base = self.value(base)?;
                Some(base + base * percent / Decimal::ONE_HUNDRED)
            }
        }
    }

    fn holds(&self, base: &Snapshot, side: &Snapshot) -> bool {
        let Some((value, limit)) = self.value(side).zip(self.limit(base)) else { return false };
        match self.operator {
            Operator::More => value > limit,
            Operator::MoreOrEqual => value >= limit,
            Operator::Less => value < limit,
            Operator::LessOrEqual => value <= limit,
        }
    }
}

/// Holds conditions against every side but the base.
///
/// # Errors
/// Conditions about something that no side has.
pub fn check(conditions: &[Condition], found: &Comparison) -> Result<Vec<Check>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let mut checks = Vec::new();
    let Some((base, others)) = found.sides.split_first() else { return Ok(checks) };
    for condition in conditions {
        let placed = found.sides.iter().any(|side| side.snapshot.monthly.is_some());
        if placed && found.sides.iter().all(|side| condition.value(&side.snapshot).is_none()) {
            let message = "no side has an estimate of this";
            problems.push(Diagnostic::error(message, condition.place));
        }
        for (side, index) in others.iter().zip(1..) {
            checks.push(Check {
                condition: condition.text.clone(),
                side: index,
                measure: match condition.field {
                    Field::Monthly | Field::Yearly => None,
                    Field::Figure(measure) => Some(measure),
                },
                value: condition.value(&side.snapshot),
                failed: condition.holds(&base.snapshot, &side.snapshot),
            });
        }
    }
    if problems.is_empty() { Ok(checks) } else { Err(problems) }
}

/// Where the sign is that compares: the arrow between the ends of a flow is none.
fn sign(text: &str) -> Option<usize> {
    let mut signs = text.match_indices(['>', '<']).map(|(at, _)| at);
    signs.find(|&at| !text[..at].ends_with('-'))
}

/// The field, and whom it is about.
fn field(text: &str, place: Span) -> Result<(Field, Option<String>), Diagnostic> {
    let (name, subject) = match text.split_once('=') {
        Some((name, subject)) => (name.trim(), Some(subject.trim())),
        None => (text.trim(), None),
    };
    let names = FIELDS.map(|(name, _)| name);
    let Some((_, field)) = FIELDS.iter().find(|(known, _)| *known == name) else {
        let problem = Diagnostic::error(format!("nothing is called `{name}`"), place);
        return Err(match nearest(name, names) {
            Some(near) => problem.hint(format!("did you mean `{near}`?")),
            None => problem.hint(format!("there are {}", list(&names, "and"))),
        });
    };
    match (field, subject) {
        (Field::Monthly | Field::Yearly, Some(_)) => {
            let problem = Diagnostic::error(format!("`{name}` is about all services"), place);
            Err(problem.hint(EXAMPLE))
        }
        _ => Ok((*field, subject.map(str::to_owned))),
    }
}

fn bound(field: Field, text: &str, place: Span) -> Result<Bound, Diagnostic> {
    let text = text.trim();
    let wrong = |why: &str| {
        let problem = Diagnostic::error("this is no value to compare with", place);
        problem.because(why.to_owned()).hint(EXAMPLE)
    };
    if field == Field::Figure(Measure::Availability) {
        // More or fewer per cent of a share would be read in two ways.
        let unsigned = Some(text).filter(|text| !text.starts_with(['+', '-']));
        let target = unsigned.and_then(|text| Availability::parse(text).ok());
        let target = target.ok_or_else(|| wrong("a share as in 99.9% is expected"));
        return Ok(Bound::Absolute(target?.fraction()));
    }
    let signed = match text.split_at_checked(1) {
        Some(("+", rest)) => Some((Decimal::ONE, rest)),
        Some(("-", rest)) => Some((-Decimal::ONE, rest)),
        _ => None,
    };
    let Some((sign, rest)) = signed else {
        return amount(field, text).map(Bound::Absolute).ok_or_else(|| wrong(expected(field)));
    };
    if let Some(percent) = rest.strip_suffix('%') {
        let percent = number(percent).ok_or_else(|| wrong("per cent as in +5% are expected"));
        return Ok(Bound::Percent(sign * percent?));
    }
    let more = amount(field, rest).ok_or_else(|| wrong(expected(field)));
    Ok(Bound::Difference(sign * more?))
}

const fn expected(field: Field) -> &'static str {
    match field {
        Field::Monthly | Field::Yearly => "dollars as in 10000, +500 or +5% are expected",
        Field::Figure(Measure::Latency) => "a time as in 25ms, +10ms or +5% is expected",
        Field::Figure(_) => "a time as in 15m, +5m or +5% is expected",
    }
}

fn amount(field: Field, text: &str) -> Option<Decimal> {
    match field {
        Field::Monthly | Field::Yearly => number(text.strip_prefix('$').unwrap_or(text)),
        Field::Figure(Measure::Latency) => Millis::parse(text).ok().map(|time| time.0),
        Field::Figure(_) => Seconds::parse(text).ok().map(|time| time.0.into()),
    }
}

/// A number of plain digits, which may be parted by underscores.
fn number(text: &str) -> Option<Decimal> {
    let digits: String = text.trim().chars().filter(|c| *c != '_').collect();
    let plain = digits.len() <= 18 && digits.starts_with(|c: char| c.is_ascii_digit());
    plain.then(|| Decimal::from_str_exact(&digits).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Condition;
    use crate::diag::Sources;
    use crate::explain::compare::snapshot::{Figure, Measure, Snapshot};
    use crate::milp::Status;
    use crate::units::{Decimal, Usd};

    fn parse(text: &str) -> Result<Condition, String> {
        let mut sources = Sources::default();
        let source = sources.add("--fail-if", text);
        Condition::parse(source, &sources).map_err(|problem| problem.message)
    }

    fn costing(usd: u32) -> Snapshot {
        let figure = Figure { achieved: Some(Decimal::from(600)), target: None };
        Snapshot {
            status: Status::Optimal,
            monthly: Some(Usd::new(Decimal::from(usd))),
            services: BTreeMap::new(),
            costs: Vec::new(),
            figures: BTreeMap::from([((Measure::Rto, "orders".to_owned()), figure)]),
        }
    }

    #[test]
    fn bounds_are_absolute_or_relative_to_the_base() {
        for (text, holds) in [
            ("monthly_usd > +5%", true),
            ("monthly_usd > +10%", false),
            ("monthly_usd >= +10%", true),
            ("monthly_usd > +99", true),
            ("monthly_usd>+100", false),
            ("monthly_usd > 1_099.99", true),
            ("yearly_usd > 13200", false),
            ("monthly_usd < -5%", false),
            ("rto=orders > 9m", true),
            ("rto > 10m", false),
            ("rto >= +0s", true),
        ] {
            let condition = parse(text).unwrap();
            assert_eq!(condition.holds(&costing(1_000), &costing(1_100)), holds, "{text}");
        }
    }

    #[test]
    fn mistakes_are_told_apart() {
        for (text, message) in [
            ("monthly_usd", "this condition compares nothing"),
            ("montly_usd > 1", "nothing is called `montly_usd`"),
            ("monthly_usd > lots", "this is no value to compare with"),
            ("monthly_usd >", "this is no value to compare with"),
            ("monthly_usd=web > 1", "`monthly_usd` is about all services"),
            ("rto > 5", "this is no value to compare with"),
            ("availability < +1%", "this is no value to compare with"),
        ] {
            assert_eq!(parse(text).unwrap_err(), message, "{text}");
        }
    }
}
