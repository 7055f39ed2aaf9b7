//! Sweeps in files and as answers: a result as a line of JSON and back, all of them as tables, CSV and JSON.

mod csv;
mod json;
mod line;
mod page;

pub use csv::sweep_csv;
pub use json::sweep_json;
pub use line::{ResultsMistake, header_line, read_results, result_line};
pub use page::sweep_text;
