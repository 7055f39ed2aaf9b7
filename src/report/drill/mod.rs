//! Drills for people and programs: pages, JSON and rows of what each loss comes to.

mod answer;
mod csv;
mod json;
mod page;
mod runbook;
mod simulation;
mod words;

pub use answer::DrillAnswer;
pub use csv::drill_csv;
pub use json::drill_json;
pub use page::drill_text;
pub use runbook::drill_markdown;
pub use simulation::{SimulationAnswer, simulation_json, simulation_text};
pub(super) use words::breach;
