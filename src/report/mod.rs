//! The answer for people and programs: pure functions of what was solved and verified to text.
//!
//! The only place that rounds and words numbers. Every figure shown comes from a
//! [`Verified`](crate::placement::Verified) placement or from the outcome of the solve.

mod alternatives;
mod answer;
mod compare;
mod compliance;
mod conflict;
mod cost;
mod coverage;
mod csv;
mod drill;
mod estimates;
mod explanation;
mod findings;
mod focus;
mod frontier;
mod journeys;
mod json;
mod markdown_text;
mod number;
mod page;
mod pipeline;
mod placement;
mod plain;
mod price;
mod price_book;
mod proof;
mod recovery;
mod risk;
mod robust;
mod section;
mod site_list;
mod site_sheet;
mod sku_sheet;
mod sweep;
mod table;
mod violation;
mod why_not;
mod wrap;

pub use answer::Answer;
pub use compare::{
    ComparisonAnswer, comparison_csv, comparison_json, comparison_markdown, comparison_text,
};
pub use coverage::{coverage, coverage_markdown};
pub use csv::csv;
pub use drill::{
    DrillAnswer, SimulationAnswer, drill_csv, drill_json, drill_markdown, drill_text,
    simulation_json, simulation_text,
};
pub use explanation::{
    ExplanationAnswer, explanation_json, explanation_markdown, explanation_text,
};
pub use findings::findings;
pub use focus::focus;
pub use frontier::{
    FrontierAnswer, frontier_csv, frontier_json, frontier_markdown, frontier_svg, frontier_text,
};
pub use json::{json, read_solution};
pub use page::{markdown, text};
pub use pipeline::{
    FilePlace, Level, PipelineFinding, drill_findings, gate_findings, junit, plan_findings, sarif,
};
pub use plain::{plain, plain_page};
pub use price::{PriceLine, PricesAnswer, prices_csv, prices_json, prices_markdown, prices_text};
pub use robust::{Held, RobustAnswer, robust_json, robust_text};
pub use site_list::site_list;
pub use site_sheet::site;
pub use sku_sheet::sku;
pub use sweep::{
    ResultsMistake, header_line, read_results, result_line, sweep_csv, sweep_json, sweep_text,
};
pub use violation::violation;
pub use why_not::{
    PriceBreak, Standing, Way, WhyNotAnswer, why_not_json, why_not_markdown, why_not_text,
};
