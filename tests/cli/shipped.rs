//! The plans that ship with the repository.

use std::path::Path;

use crate::support::Folder;

fn plan(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans").join(name);
    path.to_str().unwrap().to_owned()
}

#[test]
fn each_is_placed_or_shown_to_be_impossible() {
    let folder = Folder::new();
    for (name, status, exit) in [
        ("quickstart.toml", "optimal", 0),
        ("web-shop.toml", "optimal", 0),
        ("data-residency.toml", "optimal", 0),
        ("infeasible.toml", "infeasible", 1),
    ] {
        let output = folder.mcplan(&["solve", &plan(name), "--format", "json"]);
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["status"], status, "{name}");
        assert_eq!(output.status.code(), Some(exit), "{name}");
    }
}
