//! Whether an answer that was kept still holds: its placement against its plan, by the prices of today.

use std::path::{Path, PathBuf};

use crate::explain::Snapshot;
use crate::placement::{Context, verify};
use crate::record::Record;
use crate::report;
use crate::units::Usd;

use super::io;
use super::solving::Solving;

/// What there is to say against an answer: nothing if it holds and costs what it says. A baseline may be of a plan
/// that has changed since, so this stands beside the comparison and does not stop it.
pub(super) fn doubts(
    path: &Path,
    text: &str,
    snapshot: &Snapshot,
    solving: &Solving,
) -> Option<String> {
    // An answer without a placement has nothing that could be checked.
    let then = snapshot.monthly?;
    let shown = path.display();
    match checked(text, solving) {
        Ok(now) if now == then => None,
        Ok(now) => Some(format!(
            "{shown}: by the prices of today its placement costs {now} USD a month, not {then}"
        )),
        Err(why) => Some(format!("{shown}: {why}")),
    }
}

/// What the placement costs today, or why it is not known to hold.
fn checked(text: &str, solving: &Solving) -> Result<Usd, String> {
    let unchecked = |why: String| format!("not checked: {why}");
    let record = Record::parse(text).map_err(|why| unchecked(why.to_string()))?;
    let plan = PathBuf::from(&record.plan.file);
    if !io::exists(&plan) {
        return Err(unchecked(format!("its plan is not at {}", plan.display())));
    }
    let input = solving
        .read(&plan)
        .map_err(|_| unchecked(format!("its plan {} cannot be used", plan.display())))?;
    let context = Context { topology: &input.topology, catalog: &input.catalog };
    let fallen = |why: String| format!("no placement of {} any more: {why}", plan.display());
    let placement = record.placement(context).map_err(|why| fallen(why.to_string()))?;
    let verified = verify(context, placement).map_err(|violations| {
        let told = violations.iter().map(|one| report::violation(context, one));
        fallen(told.collect::<Vec<_>>().join("; "))
    })?;
    Ok(verified.total())
}
