//! What a folder holds before it is replaced: mcplan's own files, the user's state, and files of others.
//!
//! Links are never followed: a link counts as a file by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The file that lists what mcplan wrote.
pub(super) const MARKER: &str = ".mcplan.json";

/// The content of the marker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Marker {
    written_by: String,
    files: BTreeSet<String>,
}

impl Marker {
    /// The marker of a folder with these files.
    pub(super) fn of<'a>(files: impl Iterator<Item = &'a String>) -> Self {
        Marker { written_by: "mcplan".to_owned(), files: files.cloned().collect() }
    }

    /// The text of the marker file.
    pub(super) fn text(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        text.expect("a list of strings is always JSON") + "\n"
    }
}

/// The files of a folder by whose they are, as paths with `/` relative to it, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Existing {
    /// What `terraform init` and `apply` leave there, and values of variables, which people fill in even
    /// where mcplan wrote the file. Always kept.
    pub(super) state: Vec<String>,
    /// Everything else that mcplan did not write.
    pub(super) foreign: Vec<String>,
}

impl Existing {
    /// Looks through a folder.
    pub(super) fn of(folder: &Path) -> std::io::Result<Self> {
        let own = own_files(folder);
        let mut all = Vec::new();
        list(folder, "", &mut all)?;
        all.sort();
        let (state, mut foreign): (Vec<_>, Vec<_>) = all.into_iter().partition(|f| is_state(f));
        foreign.retain(|file| !own.contains(file));
        Ok(Existing { state, foreign })
    }

    /// The kept files that stand where new ones must go. Values of variables may: the earlier ones win.
    pub(super) fn in_the_way(&self, files: &BTreeMap<String, String>) -> Vec<String> {
        let state = self.state.iter().filter(|kept| !files.contains_key(*kept));
        state.chain(&self.foreign).filter(|kept| clashes(kept, files)).cloned().collect()
    }
}

/// Whether a kept file has the name of a new file, or of a folder that new files need, or lies below a
/// new file.
fn clashes(kept: &str, files: &BTreeMap<String, String>) -> bool {
    let below = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut names = files.keys().map(String::as_str).chain([MARKER]);
    names.any(|name| below(name, kept) || below(kept, name))
}

/// The files that the marker lists and the marker itself; nothing if there is no readable marker.
fn own_files(folder: &Path) -> BTreeSet<String> {
    let path = folder.join(MARKER);
    let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
    let text = is_file.then(|| fs::read_to_string(&path).ok()).flatten();
    let marker = text.and_then(|text| serde_json::from_str::<Marker>(&text).ok());
    let mut files = marker.map(|marker| marker.files).unwrap_or_default();
    if !files.is_empty() {
        files.insert(MARKER.to_owned());
    }
    files
}

fn list(folder: &Path, prefix: &str, all: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // The kind of the entry itself, so that a link to a folder is not entered.
        if entry.file_type()?.is_dir() && name != ".terraform" {
            list(&entry.path(), &format!("{name}/"), all)?;
        } else {
            all.push(name);
        }
    }
    Ok(())
}

/// Whether a file at the top of the folder belongs to the user's work with Terraform.
fn is_state(file: &str) -> bool {
    let is_top = !file.contains('/');
    let is_values = file.ends_with(".tfvars") || file.ends_with(".tfvars.json");
    let is_saved =
        file.contains(".tfstate") || file == ".terraform.lock.hcl" || file == ".terraform";
    is_top && (is_values || is_saved)
}

#[cfg(test)]
mod tests {
    use super::{Existing, MARKER, Marker};

    #[test]
    fn files_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let own = "main.tf".to_owned();
        std::fs::create_dir_all(path.join(".terraform/providers")).unwrap();
        std::fs::create_dir(path.join("site")).unwrap();
        std::fs::write(path.join(MARKER), Marker::of([&own].into_iter()).text()).unwrap();
        for name in
            ["main.tf", "notes.md", "terraform.tfstate", "prod.auto.tfvars", "site/x.tfvars"]
        {
            std::fs::write(path.join(name), "").unwrap();
        }
        let existing = Existing::of(path).unwrap();
        assert_eq!(existing.state, [".terraform", "prod.auto.tfvars", "terraform.tfstate"]);
        assert_eq!(existing.foreign, ["notes.md", "site/x.tfvars"]);
    }

    #[test]
    fn without_a_readable_marker_everything_is_foreign() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(MARKER), "not json").unwrap();
        std::fs::write(folder.path().join("main.tf"), "").unwrap();
        assert_eq!(Existing::of(folder.path()).unwrap().foreign, [MARKER, "main.tf"]);
    }
}
