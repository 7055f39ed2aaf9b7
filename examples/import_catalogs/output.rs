//! Catalog files in memory, and how they reach the disk: each whole or not at all.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::Failure;

/// The licence line of every file: what is restated are facts.
const LICENCE: &str =
    "facts restated in our own layout; origin and licence of each source in common/sources.csv";

/// All files to write, by path below the catalogs folder.
#[derive(Default)]
pub struct Files {
    all: BTreeMap<String, String>,
    rows: BTreeMap<String, usize>,
}

/// A file in the making.
pub struct Draft {
    text: String,
    columns: usize,
    rows: Vec<String>,
}

impl Draft {
    /// A table with its header lines and columns.
    pub fn new(table: &str, headers: &[(&str, &str)], columns: &[&str]) -> Self {
        let mut text = format!("# table: {table}\n");
        for (key, value) in headers {
            let _ = writeln!(text, "# {key}: {value}");
        }
        let _ = writeln!(text, "# licence: {LICENCE}");
        let _ = writeln!(text, "{}", columns.join(","));
        Draft { text, columns: columns.len(), rows: Vec::new() }
    }

    /// Adds a row. Only the last field may hold commas; empty fields at the end are left out.
    pub fn row(&mut self, fields: &[&str]) {
        assert_eq!(fields.len(), self.columns, "a row has a field for each column");
        let inner = &fields[..fields.len() - 1];
        assert!(inner.iter().all(|field| !field.contains(',')), "a comma in {fields:?}");
        let line = fields.join(",");
        assert!(!line.contains('\n'), "a row is one line");
        self.rows.push(line.trim_end_matches(',').to_owned());
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
}

impl Files {
    /// Takes over a finished file; its rows stay in order.
    pub fn add(&mut self, name: impl Into<String>, draft: Draft) {
        let name = name.into();
        self.rows.insert(name.clone(), draft.len());
        let mut text = draft.text;
        for row in draft.rows {
            text.push_str(&row);
            text.push('\n');
        }
        assert!(self.all.insert(name, text).is_none(), "each file is written once");
    }

    /// Writes all files and returns a summary: rows by file, folders summed up.
    pub fn save(self, root: &Path) -> Result<String, Failure> {
        for (name, text) in &self.all {
            save_one(&root.join(name), text).map_err(|error| format!("{name}: {error}"))?;
        }
        Ok(self.summary())
    }

    fn summary(&self) -> String {
        let mut totals: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (name, rows) in &self.rows {
            let depth = name.matches('/').count();
            let key = if depth > 1 {
                name.rsplit_once('/').map_or("", |(folder, _)| folder)
            } else {
                name
            };
            let total = totals.entry(key.to_owned()).or_default();
            *total = (total.0 + 1, total.1 + rows);
        }
        let mut text = String::new();
        for (name, (files, rows)) in totals {
            let _ = writeln!(text, "{name}: {rows} rows in {files} file(s)");
        }
        text
    }
}

/// Writes beside the target and renames, so that a reader never sees half a file.
fn save_one(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().ok_or("the path has no folder")?;
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Draft, Files};

    #[test]
    fn empty_fields_at_the_end_are_left_out() {
        let mut files = Files::default();
        let mut draft = Draft::new("vm", &[("site", "aws:x")], &["sku", "on-demand", "spot"]);
        draft.row(&["a", "1", ""]);
        files.add("aws/vm/x.csv", draft);
        assert!(files.all["aws/vm/x.csv"].ends_with("sku,on-demand,spot\na,1\n"));
        assert_eq!(files.summary(), "aws/vm: 1 rows in 1 file(s)\n");
    }
}
