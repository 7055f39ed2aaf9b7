//! `mcplan check`.

use crate::support::Folder;

#[test]
fn a_good_plan_is_counted() {
    insta::assert_snapshot!(Folder::new().run(&["check", "plan.toml"]), @r#"
    exit status 0
    --- stdout ---
    plan.toml: no mistakes in 2 services, 2 flows and 8 requirements
    "#);
}

#[test]
fn all_mistakes_are_shown_at_once() {
    let folder = Folder::new();
    folder.edit("plan.toml", "cpu = 2", "cpuu = 2");
    folder.edit("plan.toml", "to = \"orders\"", "to = \"oders\"");
    insta::assert_snapshot!(folder.run(&["check", "plan.toml"]), @r#"
    exit status 2
    --- stderr ---
    error: service `web` has no `cpu`
       ┌─ plan.toml:11:1
       │
    11 │ [services.web]
       │ ^^^^^^^^^^^^^^
       │
       = hint: add it, as in cpu = 2

    error: service `web` has no key `cpuu`
       ┌─ plan.toml:13:1
       │
    13 │ cpuu = 2
       │ ^^^^ unknown key
       │
       = hint: did you mean `cpu`?

    error: `to` of this flow names no service: `oders`
       ┌─ plan.toml:37:6
       │
    37 │ to = "oders"
       │      ^^^^^^^
       │
       = hint: did you mean "orders"?
    "#);
}

#[test]
fn an_unknown_catalog_is_a_mistake_of_the_plan() {
    let folder = Folder::new();
    folder.edit("plan.toml", "./catalog", "azur");
    insta::assert_snapshot!(folder.run(&["check", "plan.toml"]), @r#"
    exit status 2
    --- stderr ---
    error: no catalog is called `azur`
      ┌─ plan.toml:3:13
      │
    3 │ catalogs = ["azur"]
      │             ^^^^^^ neither a bundled catalog nor a path from the plan's folder
      │
      = hint: did you mean `azure`?
    "#);
    folder.edit("plan.toml", "azur", "./catalogs");
    insta::assert_snapshot!(folder.run(&["check", "plan.toml"]), @r#"
    exit status 2
    --- stderr ---
    error: no catalog is called `./catalogs`
      ┌─ plan.toml:3:13
      │
    3 │ catalogs = ["./catalogs"]
      │             ^^^^^^^^^^^^ neither a bundled catalog nor a path from the plan's folder
      │
      = hint: bundled are aws, azure, common, onprem/frankfurt, onprem/shop-hamburg, onprem/shop-munich, onprem/virginia
    "#);
}

#[test]
fn mistakes_in_a_catalog_of_the_user_have_their_line() {
    let folder = Folder::new();
    folder.edit("catalog/disks.csv", "0.09", "-1");
    insta::assert_snapshot!(folder.run(&["check", "plan.toml"]), @r#"
    exit status 2
    --- stderr ---
    error: a price must be above zero
      ┌─ ./catalog/disks.csv:5:25
      │
    5 │ aws:far-1,ssd,,GB-month,-1
      │                         ^^
      │
      = hint: leave the row out if the price is unknown, write `free` if the source says so
    "#);
}

#[test]
fn warnings_do_not_fail() {
    let folder = Folder::new();
    folder.edit("plan.toml", "[data.personal]", "[data.unused]\n\n[data.personal]");
    insta::assert_snapshot!(folder.run(&["check", "plan.toml"]), @r#"
    exit status 0
    --- stdout ---
    plan.toml: no mistakes in 2 services, 2 flows and 8 requirements
    --- stderr ---
    warning: no service has data of the class `unused`
      ┌─ plan.toml:8:7
      │
    8 │ [data.unused]
      │       ^^^^^^
    "#);
}
