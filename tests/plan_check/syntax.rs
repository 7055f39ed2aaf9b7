//! Texts that are no TOML: what is reported, and what is still checked in spite of it.

use insta::assert_snapshot;

use crate::support::{report, report_on};

#[test]
fn unquoted_texts() {
    let lines = r"
[services.web]
kind = vm
cpu = 2
memory = 4GiB
replcas = 3
";
    assert_snapshot!(report_on(lines), @r"
    error: the plan is not valid TOML
      ┌─ plan.toml:5:8
      │
    5 │ kind = vm
      │        ^^ string values must be quoted
      │
      = hint: put the value in double quotes

    error: the plan is not valid TOML
      ┌─ plan.toml:7:10
      │
    7 │ memory = 4GiB
      │          ^^^^ string values must be quoted
      │
      = hint: put the value in double quotes

    error: service `web` has no key `replcas`
      ┌─ plan.toml:8:1
      │
    8 │ replcas = 3
      │ ^^^^^^^ unknown key
      │
      = hint: did you mean `replicas`?
    ");
}

#[test]
fn missing_value() {
    let lines = r#"
[services.web]
kind = "vm"
cpu =
memory = "4 GiB"
"#;
    assert_snapshot!(report_on(lines), @r"
    error: the plan is not valid TOML
      ┌─ plan.toml:6:6
      │
    6 │ cpu =
      │      ^ a value is missing here
    ");
}

#[test]
fn missing_equals_sign() {
    let lines = r#"
[services.web]
kind = "vm"
cpu 2
"#;
    assert_snapshot!(report_on(lines), @r"
    error: the plan is not valid TOML
      ┌─ plan.toml:6:5
      │
    6 │ cpu 2
      │     ^ key with no value
      │
      = hint: expected `=`
    ");
}

#[test]
fn unclosed_header() {
    let lines = r#"
[services.web
kind = "vm"
"#;
    assert_snapshot!(report_on(lines), @r"
    error: the plan is not valid TOML
      ┌─ plan.toml:4:14
      │
    4 │ [services.web
      │              ^ unclosed table
      │
      = hint: expected `]`
    ");
}

#[test]
fn unclosed_text() {
    let lines = r#"
[services.web]
kind = "vm
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: the plan is not valid TOML
      ┌─ plan.toml:5:11
      │
    5 │ kind = "vm
      │           ^ invalid basic string
      │
      = hint: expected `"`
    "#);
}

#[test]
fn unclosed_list() {
    let lines = r#"
[sites]
allow = ["aws:*",
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: the plan is not valid TOML
      ┌─ plan.toml:5:9
      │
    5 │ allow = ["aws:*",
      │         ^ this bracket is opened here and never closed
    "#);
}

#[test]
fn section_given_twice_with_other_keys_between() {
    let lines = r#"
[data.pii]

[services.web]
kind = "load-balancer"
data = "pii"

[data.pii]
residency = "uu"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `[data.pii]` is given twice
       ┌─ plan.toml:10:7
       │
     4 │ [data.pii]
       │ ---------- first here
       ·
    10 │ [data.pii]
       │       ^^^ again here

    error: `residency` of data class `pii` names an unknown zone: `uu`
       ┌─ plan.toml:11:13
       │
    11 │ residency = "uu"
       │             ^^^^
       │
       = hint: did you mean "eu"?
    "#);
}

#[test]
fn key_given_twice_in_an_inline_table() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = 2
memory = "4 GiB"
load = [{ replicas = 2, hours = 730, hours = 730 }]
"#;
    assert_snapshot!(report_on(lines), @r"
    error: `hours` is given twice
      ┌─ plan.toml:8:38
      │
    8 │ load = [{ replicas = 2, hours = 730, hours = 730 }]
      │                                      ^^^^^ again here
    ");
}

#[test]
fn no_text_at_all() {
    assert_snapshot!(report("\u{0}\u{1}\u{2}ELF\u{7f}"), @r"
    error: the plan is not valid TOML
      ┌─ plan.toml:1:1
      │
    1 │ ???ELF?
      │ ^^^ invalid unquoted key
      │
      = hint: expected letters, numbers, `-`, `_`

    error: the plan is not valid TOML
      ┌─ plan.toml:1:7
      │
    1 │ ???ELF?
      │       ^ invalid unquoted key
      │
      = hint: expected letters, numbers, `-`, `_`

    error: the plan is not valid TOML
      ┌─ plan.toml:1:8
      │
    1 │ ???ELF?
      │        ^ key with no value
      │
      = hint: expected `=`
    ");
}
