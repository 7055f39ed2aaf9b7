//! Whole folders for one small plan per provider. `MCPLAN_UPDATE_GOLDEN=1` rewrites them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{cases, world};

#[test]
fn small_plans_give_the_same_folders() {
    let catalog = world::catalog();
    for (case, topology, placement) in cases::all(catalog) {
        if ["aws", "azure", "onprem"].contains(&case) {
            let files = mcplan::terraform::render_placement(&topology, catalog, &placement);
            compare(case, &files);
        }
    }
}

fn root(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terraform/golden").join(case)
}

/// Compares the files of a case with those that are kept, or keeps them.
pub fn compare(case: &str, files: &BTreeMap<String, String>) {
    let root = root(case);
    if std::env::var_os("MCPLAN_UPDATE_GOLDEN").is_some() {
        let _ = fs::remove_dir_all(&root);
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            fs::write(path, text).expect("a file can be written");
        }
    }
    let mut known = BTreeMap::new();
    read(&root, &root, &mut known);
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(files), names(&known), "{case}");
    for (path, text) in files {
        assert_eq!(text, &known[path], "{case}/{path}");
    }
}

fn read(root: &Path, folder: &Path, known: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            read(root, &path, known);
        } else {
            let name = path
                .strip_prefix(root)
                .expect("below the root")
                .to_string_lossy()
                .replace('\\', "/");
            known.insert(name, fs::read_to_string(&path).expect("golden files are text"));
        }
    }
}
