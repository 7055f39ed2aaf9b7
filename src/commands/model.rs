//! `mcplan model`: the optimisation problem of a plan as a file for other solvers.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::diag::count;
use crate::milp::{self, NoModel, Traffic, Wish};
use crate::placement::Context;

use super::error::CommandError;
use super::input;
use super::output::{Exit, Output};
use super::target::Target;

/// Writes the optimisation problem of a plan for other solvers
///
/// The objective is what the cheapest placement costs in dollars a month. All arrangements of all services are
/// in it, and nothing that mcplan knows about its solution.
///
/// Exit status: 0 written, 1 a service has no arrangement, so there is no placement, 2 no answer.
#[derive(Debug, clap::Args)]
pub(super) struct Model {
    /// The plan
    plan: PathBuf,
    /// The kind of file
    #[arg(long, value_enum, default_value_t = Format::Mps)]
    format: Format,
    /// How the choices are written
    #[arg(long, value_enum, default_value_t = Formulation::Arrangements)]
    formulation: Formulation,
    /// Write no model that could have more columns than this
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000_000)]
    max_columns: usize,
    /// A folder with catalogs of your own, which add to those the plan names; may be repeated
    #[arg(long, value_name = "DIR")]
    catalog: Vec<PathBuf>,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Free MPS
    Mps,
    /// The LP format of CPLEX
    Lp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Formulation {
    /// As mcplan writes it: traffic by the marginals of pairs of sites
    Arrangements,
    /// As text books write it: traffic by products of two binary choices
    Textbook,
}

pub(super) fn run(args: &Model) -> Result<Output, CommandError> {
    args.target.check(&args.plan)?;
    let input = input::read(&args.plan, &args.catalog)?;
    let context = Context { topology: &input.topology, catalog: &input.catalog };
    let wish = Wish {
        format: match args.format {
            Format::Mps => milp::Format::Mps,
            Format::Lp => milp::Format::Lp,
        },
        traffic: match args.formulation {
            Formulation::Arrangements => Traffic::Hull,
            Formulation::Textbook => Traffic::Products,
        },
        columns_most: args.max_columns,
    };
    let mut output = Output { stderr: input.warnings, ..Output::yes(String::new()) };
    match milp::export(context, wish) {
        Ok(model) => {
            let (columns, rows) = (count(model.columns, "column"), count(model.rows, "row"));
            output.note(&format!("the model has {columns} and {rows}"));
            output.stdout = model.text;
            args.target.deliver(output)
        }
        Err(NoModel::TooLarge(columns)) => {
            Err(CommandError::ModelTooLarge { columns, most: args.max_columns })
        }
        Err(NoModel::Impossible) => {
            output.note("there is no placement, and so no model: `mcplan solve` says why");
            output.exit = Exit::No;
            Ok(output)
        }
    }
}
