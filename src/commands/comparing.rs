//! What both commands that compare have in common: formats, conditions, and the exit status.

use clap::ValueEnum;

use crate::diag::{Diagnostics, Sources};
use crate::explain::{Comparison, Condition};
use crate::milp::Status;
use crate::report::{self, Answer, ComparisonAnswer};

use super::error::CommandError;
use super::input::diagnosed;
use super::output::{Exit, Output};
use super::target::Target;

/// How to answer.
#[derive(Debug, clap::Args)]
pub(super) struct Comparing {
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Fail with exit status 1 if this is true of a side that is compared; may be repeated
    ///
    /// A field, `>`, `>=`, `<` or `<=`, and a value, or how much more than the base: `monthly_usd > 10000`,
    /// `monthly_usd > +500`, `yearly_usd > +5%`. Times are the longest of all services, or those of one: `rto >
    /// 1h`, `rpo=orders > +5m`, `latency > 100ms`, `availability=web < 99.9%`.
    #[arg(long, value_name = "CONDITION")]
    fail_if: Vec<String>,
    #[command(flatten)]
    pub(super) target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables for a terminal
    Table,
    /// One JSON object, mcplan.comparison/1
    Json,
    /// The body of a comment on a change of the plan
    Markdown,
    /// Every line of the comparison as comma-separated values
    Csv,
    /// SARIF 2.1.0: conditions that came true, and sides without a placement
    Sarif,
    /// XML as `JUnit` writes it: every condition and side
    Junit,
}

impl Comparing {
    /// The conditions, each with a source of its own. Read first: a slip in one should not cost a solve.
    pub(super) fn conditions(&self) -> Result<Vec<Condition>, CommandError> {
        let mut sources = Sources::default();
        let mut problems = Diagnostics::default();
        let mut conditions = Vec::new();
        for text in &self.fail_if {
            let source = sources.add("--fail-if", text.as_str());
            match Condition::parse(source, &sources) {
                Ok(condition) => conditions.push(condition),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(conditions) } else { Err(diagnosed(&problems, &sources)) }
    }

    /// The answer, to print or to write; findings are about `file`.
    pub(super) fn answer(
        &self,
        comparison: &Comparison,
        answers: &[Option<Answer<'_>>],
        conditions: &[Condition],
        file: &str,
    ) -> Result<Output, CommandError> {
        let checks = crate::explain::check(conditions, comparison).map_err(|problems| {
            let mut sources = Sources::default();
            for text in &self.fail_if {
                sources.add("--fail-if", text.as_str());
            }
            diagnosed(&problems, &sources)
        })?;
        let answer = ComparisonAnswer { comparison, answers, checks: &checks };
        let gates = || report::gate_findings(&checks, comparison, file);
        let stdout = match self.format {
            Format::Table => report::comparison_text(&answer),
            Format::Json => report::comparison_json(&answer),
            Format::Markdown => report::comparison_markdown(&answer),
            Format::Csv => report::comparison_csv(&answer),
            Format::Sarif => report::sarif(&gates()),
            Format::Junit => report::junit("mcplan gates", &gates()),
        };
        let failed = checks.iter().any(|check| check.failed);
        Ok(Output { stdout, stderr: String::new(), exit: exit(comparison, failed) })
    }
}

/// No if a side beside the base has no placement or a condition came true; no answer if a limit was reached
/// before that. The base may have none: then the question is what would help.
fn exit(comparison: &Comparison, failed: bool) -> Exit {
    let others = || comparison.sides.iter().skip(1);
    let any = |status| others().any(|side| side.snapshot.status == status);
    if failed || any(Status::Infeasible) {
        Exit::No
    } else if any(Status::Unknown) {
        Exit::Unsure
    } else {
        Exit::Yes
    }
}
