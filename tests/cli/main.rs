//! The command line from outside: what each command prints, returns and writes.

mod bare;
mod bench;
mod catalog;
mod check;
mod compare;
mod control;
mod documents;
mod drill;
mod errors;
mod explain;
mod focus;
mod formats;
mod frontier;
mod hosts;
mod import;
mod pipeline;
mod price_book;
mod reference;
mod robust;
mod shipped;
mod solve;
mod support;
mod sweep;
mod terraform;
mod what_if;
mod why_not;
