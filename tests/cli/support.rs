//! A folder of its own for each test, with a small plan and catalog in round numbers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// The whole path of a file of the repository.
pub fn repository(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name).to_str().unwrap().to_owned()
}

pub struct Folder {
    root: TempDir,
}

impl Folder {
    /// With `plan.toml`, `impossible.toml` and `catalog/`.
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/small"), root.path());
        Folder { root }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Changes the plan in one place.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Names of everything in a folder, sorted.
    pub fn list(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(name)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub fn mcplan(&self, arguments: &[&str]) -> Output {
        let mut command = Command::cargo_bin("mcplan").unwrap();
        command.current_dir(self.root.path()).args(arguments).output().unwrap()
    }

    /// Status and both streams as one text.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.mcplan(arguments);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let mut shown = format!("exit status {}\n", output.status.code().unwrap());
        for (name, stream) in [("stdout", text(output.stdout)), ("stderr", text(output.stderr))] {
            if !stream.is_empty() {
                shown.extend(["--- ", name, " ---\n"]);
                stream.lines().for_each(|line| shown.extend([line.trim_end(), "\n"]));
            }
        }
        shown
    }

    /// The JSON answer of a solve, which must be one.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let mut all = vec!["solve", "--format", "json"];
        all.extend(arguments);
        serde_json::from_slice(&self.mcplan(&all).stdout).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
