//! The command line: arguments, files, the clock, printing and exit codes. The only layer that does any
//! of these; what it prints was made by the layers below.

mod bench;
mod catalog;
mod check;
mod cli;
mod clock;
mod compare;
mod comparing;
mod completions;
mod drill;
mod error;
mod explain;
mod frontier;
mod import;
mod input;
mod io;
mod kept;
mod model;
mod output;
mod prices;
mod robust;
mod solve;
mod solved;
mod solving;
mod subject;
mod sweep;
mod target;
mod watching;
mod what_if;
mod why_not;
mod why_not_price;

pub use cli::run;
