//! What a command on a placement works on: a plan that it solves, or a placement that was solved before.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::placement::{Context, Verified, verify};
use crate::record::{Mistake, Record};
use crate::report;

use super::error::CommandError;
use super::input::Input;
use super::io;
use super::solving::Solving;
use super::target::Target;

/// A plan, or a placement of one.
#[derive(Debug, clap::Args)]
pub(super) struct Subject {
    /// The plan, or a placement of it: what `mcplan solve PLAN --format json` printed
    ///
    /// A placement is checked against every rule of its plan before it is used, by the prices of today.
    #[arg(value_name = "PLAN")]
    file: PathBuf,
    /// The plan of the placement, if it is not where it was when it was solved
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    #[command(flatten)]
    solving: Solving,
}

/// What was read: the plan with its catalogs, and the placement if there is one.
pub(super) struct Opened {
    /// The plan with its catalogs.
    pub(super) input: Input,
    record: Option<(Record, PathBuf)>,
}

impl Subject {
    /// Refuses to replace what is read by the answer.
    pub(super) fn check(&self, target: &Target) -> Result<(), CommandError> {
        let mut read = std::iter::once(&self.file).chain(&self.plan);
        read.try_for_each(|path| target.check(path))
    }

    /// The plan, for what cannot be asked of a placement that is kept.
    pub(super) fn only_plan(&self) -> Result<(&Path, &Solving), CommandError> {
        if self.plan.is_some() || io::text(&self.file)?.trim_start().starts_with('{') {
            return Err(CommandError::PricesOfPlacement { path: self.file.clone() });
        }
        Ok((&self.file, &self.solving))
    }

    /// Reads everything.
    pub(super) fn open(&self) -> Result<Opened, CommandError> {
        let text = io::text(&self.file)?;
        // A plan in TOML cannot begin with a brace.
        if !text.trim_start().starts_with('{') {
            return match self.plan {
                Some(_) => Err(CommandError::TwoPlans { path: self.file.clone() }),
                None => Ok(Opened { input: self.solving.read(&self.file)?, record: None }),
            };
        }
        let record = Record::parse(&text).map_err(|why| self.unreadable(why))?;
        let plan = self.plan.clone().unwrap_or_else(|| PathBuf::from(&record.plan.file));
        if !io::exists(&plan) {
            return Err(CommandError::PlanGone { path: self.file.clone(), plan });
        }
        Ok(Opened { input: self.solving.read(&plan)?, record: Some((record, plan)) })
    }

    /// Solves the plan, or checks the placement against it.
    pub(super) fn verified(&self, opened: &Opened) -> Result<Verified, CommandError> {
        let Input { topology, catalog, .. } = &opened.input;
        let context = Context { topology, catalog };
        let Some((record, plan)) = &opened.record else {
            let started = Instant::now();
            let options = self.solving.options();
            let outcome = crate::milp::solve(context, options, &|| started.elapsed());
            return outcome.verified.ok_or(CommandError::NoPlacement);
        };
        let placement = record.placement(context).map_err(|why| self.unreadable(why))?;
        verify(context, placement).map_err(|violations| {
            let (path, plan) = (self.file.clone(), plan.clone());
            let violations = violations.iter().map(|one| report::violation(context, one));
            CommandError::NotVerified { path, plan, violations: violations.collect() }
        })
    }

    fn unreadable(&self, why: Mistake) -> CommandError {
        CommandError::NotAPlacement { path: self.file.clone(), why }
    }
}
