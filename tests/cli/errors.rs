//! Files that cannot be read.

use crate::support::Folder;

#[test]
fn a_missing_plan_is_named() {
    insta::assert_snapshot!(Folder::new().run(&["solve", "nothing.toml"]), @r#"
    exit status 2
    --- stderr ---
    error: cannot read nothing.toml: No such file or directory (os error 2)
    "#);
    insta::assert_snapshot!(Folder::new().run(&["check", "catalog"]), @r#"
    exit status 2
    --- stderr ---
    error: cannot read catalog: Is a directory (os error 21)
    "#);
}

#[test]
fn a_plan_that_is_not_text_has_its_place_told() {
    let folder = Folder::new();
    folder.write("plan.toml", b"[plan]\nname = \"caf\xe9\"\n");
    insta::assert_snapshot!(folder.run(&["check", "plan.toml"]), @r#"
    exit status 2
    --- stderr ---
    error: cannot read plan.toml: line 2, column 12 is not UTF-8 text
    "#);
}

#[test]
fn a_plan_of_unreasonable_size_is_refused() {
    let folder = Folder::new();
    folder.write("plan.toml", "#".repeat((16 << 20) + 1));
    insta::assert_snapshot!(folder.run(&["check", "plan.toml"]), @r#"
    exit status 2
    --- stderr ---
    error: cannot read plan.toml: it is larger than 16 MiB
    "#);
}

#[test]
fn a_catalog_folder_without_tables_is_refused() {
    let folder = Folder::new();
    folder.write("empty/readme.md", "");
    insta::assert_snapshot!(folder.run(&["check", "plan.toml", "--catalog", "empty"]), @r#"
    exit status 2
    --- stderr ---
    error: cannot read empty: the folder holds no .csv or .toml file
    "#);
}

#[test]
fn an_empty_plan_is_a_mistake_not_a_crash() {
    let folder = Folder::new();
    folder.write("plan.toml", "");
    assert_eq!(folder.mcplan(&["solve", "plan.toml"]).status.code(), Some(2));
}
