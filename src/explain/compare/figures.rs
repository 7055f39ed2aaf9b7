//! Estimates side by side, where they differ.

use std::collections::BTreeSet;

use super::snapshot::{Figure, Measure, Snapshot};

/// An estimate on each side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureLine {
    /// What is estimated.
    pub measure: Measure,
    /// Of whom; empty for the whole placement.
    pub subject: String,
    /// The figure on each side; `None` where there is none.
    pub figures: Vec<Option<Figure>>,
}

/// The figures that differ from the base on a side with a placement.
pub(super) fn lines(sides: &[&Snapshot]) -> Vec<FigureLine> {
    let keys: BTreeSet<&(Measure, String)> =
        sides.iter().flat_map(|side| side.figures.keys()).collect();
    let line = |key: &(Measure, String)| FigureLine {
        measure: key.0,
        subject: key.1.clone(),
        figures: sides.iter().map(|side| side.figures.get(key).copied()).collect(),
    };
    let differs = |line: &FigureLine| {
        let placed = sides.iter().map(|side| side.monthly.is_some());
        let base = line.figures.first().copied().flatten();
        placed.zip(&line.figures).any(|(placed, figure)| placed && *figure != base)
    };
    keys.into_iter().map(line).filter(differs).collect()
}
