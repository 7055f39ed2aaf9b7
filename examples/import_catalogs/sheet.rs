//! Reads the files of figures: CSV with a header line.

use std::path::{Path, PathBuf};

use crate::Failure;

/// The folder of figures.
pub struct Figures {
    root: PathBuf,
}

impl Figures {
    /// The figures below a folder.
    pub fn new(root: &Path) -> Self {
        Figures { root: root.to_owned() }
    }

    /// A file, such as `prices/aws_compute.csv`.
    pub fn sheet(&self, name: &str) -> Result<Sheet, Failure> {
        let text = std::fs::read_to_string(self.root.join(name));
        let text = text.map_err(|error| format!("{name}: {error}"))?;
        Sheet::parse(&text).map_err(|error| format!("{name}: {error}").into())
    }

    /// The rows of several files with the same columns, one after the other.
    pub fn sheets(&self, names: &[&str]) -> Result<Vec<Sheet>, Failure> {
        names.iter().map(|name| self.sheet(name)).collect()
    }
}

/// A file of figures.
pub struct Sheet {
    columns: Vec<String>,
    records: Vec<csv::StringRecord>,
}

impl Sheet {
    /// Splits a text into records.
    pub fn parse(text: &str) -> Result<Self, csv::Error> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers()?.iter().map(str::to_owned).collect();
        let records = reader.records().collect::<Result<_, _>>()?;
        Ok(Sheet { columns, records })
    }

    /// All rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = Line<'_>> {
        self.records.iter().map(|record| Line { columns: &self.columns, record })
    }
}

/// A row of a file of figures.
#[derive(Clone, Copy)]
pub struct Line<'s> {
    columns: &'s [String],
    record: &'s csv::StringRecord,
}

impl<'s> Line<'s> {
    /// The field of a column, trimmed; empty if the file has no such column.
    pub fn get(&self, column: &str) -> &'s str {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or("").trim()
    }
}
