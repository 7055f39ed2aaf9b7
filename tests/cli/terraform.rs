//! `mcplan solve --terraform`: whole folders or nothing, and nobody's files lost.

use std::fs;

use crate::support::Folder;

const SOLVE: &[&str] = &["solve", "plan.toml", "--terraform", "tf", "--output", "answer.txt"];

#[test]
fn a_folder_is_written_with_its_marker() {
    let folder = Folder::new();
    assert_eq!(folder.mcplan(SOLVE).status.code(), Some(0));
    let marker: serde_json::Value = serde_json::from_str(&folder.read("tf/.mcplan.json")).unwrap();
    assert_eq!(marker["written_by"], "mcplan");
    for file in marker["files"].as_array().unwrap() {
        assert!(folder.path("tf").join(file.as_str().unwrap()).is_file(), "{file}");
    }
}

#[test]
fn the_same_plan_gives_the_same_folder() {
    let folder = Folder::new();
    folder.mcplan(SOLVE);
    let marker = folder.read("tf/.mcplan.json");
    let names: serde_json::Value = serde_json::from_str(&marker).unwrap();
    let texts = || -> Vec<String> {
        let files = names["files"].as_array().unwrap().iter();
        files.map(|file| folder.read(&format!("tf/{}", file.as_str().unwrap()))).collect()
    };
    let before = texts();
    folder.mcplan(SOLVE);
    assert_eq!((before, marker), (texts(), folder.read("tf/.mcplan.json")));
}

#[test]
fn state_and_values_of_the_user_survive_a_second_run() {
    let folder = Folder::new();
    folder.mcplan(SOLVE);
    let kept = [
        "terraform.tfstate",
        "terraform.tfstate.backup",
        "terraform.tfvars",
        ".terraform.lock.hcl",
        ".terraform/modules/modules.json",
    ];
    for name in kept {
        folder.write(&format!("tf/{name}"), name);
    }
    assert_eq!(folder.mcplan(SOLVE).status.code(), Some(0));
    for name in kept {
        assert_eq!(folder.read(&format!("tf/{name}")), name);
    }
}

#[test]
fn files_of_others_are_refused_and_stay_with_force() {
    let folder = Folder::new();
    folder.write("tf/notes.md", "mine");
    insta::assert_snapshot!(folder.run(SOLVE), @r#"
    exit status 2
    --- stderr ---
    error: cannot write tf: it holds 1 file that mcplan did not write: notes.md
    hint: choose another folder, or keep them beside the new files with --force
    "#);
    assert_eq!(folder.list("tf"), ["notes.md"]);
    let forced: Vec<&str> = SOLVE.iter().copied().chain(["--force"]).collect();
    assert_eq!(folder.mcplan(&forced).status.code(), Some(0));
    assert_eq!(folder.read("tf/notes.md"), "mine");
    assert!(folder.path("tf/.mcplan.json").is_file());
}

#[test]
fn a_file_in_the_way_stops_even_force() {
    let folder = Folder::new();
    folder.write("tf/main.tf", "mine");
    let forced: Vec<&str> = SOLVE.iter().copied().chain(["--force"]).collect();
    insta::assert_snapshot!(folder.run(&forced), @r#"
    exit status 2
    --- stderr ---
    error: cannot write tf: files that mcplan did not write are in the way: main.tf
    hint: move them away or choose another folder
    "#);
    assert_eq!(folder.list("tf"), ["main.tf"]);
}

#[test]
fn a_place_that_is_no_folder_is_refused() {
    let folder = Folder::new();
    folder.write("tf", "mine");
    insta::assert_snapshot!(folder.run(SOLVE), @r#"
    exit status 2
    --- stderr ---
    error: cannot write tf: it is not a folder
    "#);
    assert_eq!(folder.read("tf"), "mine");
    insta::assert_snapshot!(folder.run(&["solve", "plan.toml", "--terraform", ".."]), @r#"
    exit status 2
    --- stderr ---
    error: cannot write ..: give the folder a name of its own
    "#);
}

#[test]
fn nothing_is_left_behind_when_writing_fails() {
    let folder = Folder::new();
    folder.write("parent", "a file where a folder is needed");
    let before = folder.list("");
    let output = folder.mcplan(&["solve", "plan.toml", "--terraform", "parent/tf"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(folder.list(""), before);
}

#[test]
fn a_failed_second_run_leaves_the_first_folder() {
    let folder = Folder::new();
    folder.mcplan(SOLVE);
    folder.write("tf/notes.md", "mine");
    let marker = folder.read("tf/.mcplan.json");
    let names = folder.list("tf");
    assert_eq!(folder.mcplan(SOLVE).status.code(), Some(2));
    assert_eq!((folder.list("tf"), folder.read("tf/.mcplan.json")), (names, marker));
}

#[test]
fn without_a_placement_an_earlier_folder_stays() {
    let folder = Folder::new();
    folder.mcplan(SOLVE);
    let before = folder.list("tf");
    let output = folder.mcplan(&["solve", "impossible.toml", "--terraform", "tf"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(folder.list("tf"), before);
    fs::remove_dir_all(folder.path("tf")).unwrap();
    folder.mcplan(&["solve", "impossible.toml", "--terraform", "tf"]);
    assert!(!folder.path("tf").exists());
}
