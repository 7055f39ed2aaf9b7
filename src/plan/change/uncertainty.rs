//! `[uncertainty]`: ranges in which load and prices may turn out to be, and draws from them.

use crate::diag::{Diagnostics, Spanned};
use crate::plan::document::{Entry, FACTOR, Node, Notation, PlanDoc, Section, Value, Wrong};
use crate::units::Decimal;

use super::Change;
use super::read::What;

/// Decimal places of a drawn factor.
const PLACES: u32 = 4;

/// Draws are so many steps of a range.
const STEPS: u32 = 1_000_000;

/// A factor that is not known, with what it multiplies.
#[derive(Debug, Clone)]
pub struct Uncertain {
    kind: Kind,
    what: Spanned<String>,
    range: Node,
    low: Decimal,
    high: Decimal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Demand,
    Price,
}

impl Uncertain {
    /// The change that a draw makes: `step` out of [`Uncertain::steps`] of the way from the least to the most.
    #[must_use]
    pub fn at(&self, step: u32) -> Change {
        let way = Decimal::from(step) / Decimal::from(STEPS);
        let factor = (self.low + (self.high - self.low) * way).round_dp(PLACES).normalize();
        let factor = Node { value: Value::Text(format!("x{factor}")), span: self.range.span };
        let what = self.what.clone();
        Change(match self.kind {
            Kind::Demand => What::Demand { services: what, factor },
            Kind::Price => What::Price { sold: what, factor },
        })
    }

    /// How many steps a range has.
    #[must_use]
    pub const fn steps() -> u32 {
        STEPS
    }
}

/// The ranges of a document: of load, then of prices, each in order of name.
///
/// # Errors
/// What is wrong with how they are written.
pub fn uncertainty(document: &PlanDoc) -> Result<Vec<Uncertain>, Diagnostics> {
    let mut problems = Diagnostics::default();
    let Value::Table(root) = &document.root.value else { return Ok(Vec::new()) };
    let entry = root.entries.get("uncertainty");
    let all = entry.map(|entry| read(entry, &mut problems)).unwrap_or_default();
    if problems.has_errors() { Err(problems) } else { Ok(all) }
}

/// The ranges of a section.
pub(in crate::plan) fn read(entry: &Entry, problems: &mut Diagnostics) -> Vec<Uncertain> {
    let Some(mut section) = Section::new(&entry.node, "[uncertainty]", problems) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (key, kind) in [("demand", Kind::Demand), ("price", Kind::Price)] {
        let Some(entry) = section.entry(key) else { continue };
        let Value::Table(table) = &entry.node.value else {
            let wrong = Wrong::type_of(&entry.node, "a table", "{ \"*\" = \"x0.7..x1.5\" }");
            section.wrong(key, entry.node.span, wrong);
            continue;
        };
        for (name, entry) in &table.entries {
            match range(&entry.node) {
                Ok((low, high)) => all.push(Uncertain {
                    kind,
                    what: Spanned::new(name.clone(), entry.key),
                    range: entry.node.clone(),
                    low,
                    high,
                }),
                Err(wrong) => section.wrong(key, entry.node.span, wrong),
            }
        }
    }
    section.finish();
    all
}

/// The ends of "x0.7..x1.5" or "-10%..+20%".
fn range(node: &Node) -> Result<(Decimal, Decimal), Wrong> {
    const HINT: &str = "write it as in \"x0.7..x1.5\" or \"-10%..+20%\"";
    let Value::Text(text) = &node.value else {
        return Err(Wrong::type_of(node, "a range of factors in quotes", "\"x0.7..x1.5\""));
    };
    let (low, high) =
        text.split_once("..").ok_or_else(|| Wrong::new("is not a range").hint(HINT))?;
    let end = |text: &str| {
        let node = Node { value: Value::Text(text.trim().to_owned()), span: node.span };
        FACTOR.read(&node)
    };
    let (low, high) = (end(low)?, end(high)?);
    if low > high {
        return Err(Wrong::new("ends before it begins").hint(HINT));
    }
    Ok((low, high))
}
