//! Plans infrastructure over AWS, Azure and on-premises sites.

pub mod catalog;
pub mod commands;
pub mod diag;
pub mod estate;
pub mod explain;
pub mod milp;
pub mod orlib;
pub mod placement;
pub mod plan;
pub mod record;
pub mod report;
pub mod terms;
pub mod terraform;
pub mod units;
