//! `[[flows]]`: ends that are not there, flows that cannot be.

use insta::assert_snapshot;

use crate::support::report_on;

#[test]
fn dangling_flow() {
    let lines = r#"
[users.europe]
location = "Frankfurt"

[services.web]
kind = "load-balancer"

[[flows]]
from = "users.europ"
to = "web"
volume = "1 TB/month"

[[flows]]
from = "users.europe"
to = "wbe"
volume = "1 TB/month"

[[flows]]
from = "users.europe"
to = "somewhere"
volume = "1 TB/month"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `from` of this flow names no group of users: `users.europ`
       ┌─ plan.toml:11:8
       │
    11 │ from = "users.europ"
       │        ^^^^^^^^^^^^^
       │
       = hint: did you mean "users.europe"?

    error: `to` of this flow names no service: `wbe`
       ┌─ plan.toml:17:6
       │
    17 │ to = "wbe"
       │      ^^^^^
       │
       = hint: did you mean "web"?

    error: `to` of this flow names no service: `somewhere`
       ┌─ plan.toml:22:6
       │
    22 │ to = "somewhere"
       │      ^^^^^^^^^^^
       │
       = hint: an end is a service, "users.NAME" or, for `to`, "internet"
    "#);
}

#[test]
fn impossible_ends_of_flows() {
    let lines = r#"
[users.europe]
location = "Frankfurt"

[services.web]
kind = "load-balancer"

[[flows]]
from = "internet"
to = "web"
volume = "1 TB/month"

[[flows]]
from = "web"
to = "users.europe"
volume = "1 TB/month"

[[flows]]
from = "web"
to = "web"
volume = "1 TB/month"

[[flows]]
from = "web"
to = "internet"
volume = "1 TB/month"
rtt = "20ms"

[[flows]]
from = "users.europe"
to = "web"
volume = "1 TB"
port = 70_000
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `from` of this flow cannot be the internet
       ┌─ plan.toml:11:8
       │
    11 │ from = "internet"
       │        ^^^^^^^^^^
       │
       = hint: describe people outside as a group, [users.NAME], and start the flow there

    error: `to` of this flow cannot be users: nobody connects to them
       ┌─ plan.toml:17:6
       │
    17 │ to = "users.europe"
       │      ^^^^^^^^^^^^^^
       │
       = hint: turn the flow round and set `reply` to the part that goes back to them

    error: a service needs no flow to itself
       ┌─ plan.toml:20:1
       │
    20 │ [[flows]]
       │ ^^^^^^^^^

    error: `rtt` of this flow needs two known ends
       ┌─ plan.toml:29:7
       │
    29 │ rtt = "20ms"
       │       ^^^^^^ the internet has no place

    error: `volume` of this flow has a wrong unit
       ┌─ plan.toml:34:10
       │
    34 │ volume = "1 TB"
       │          ^^^^^^ `TB` is not a unit of data per month
       │
       = hint: write it as in "5 TB/month"

    error: `port` of this flow is out of range
       ┌─ plan.toml:35:8
       │
    35 │ port = 70_000
       │        ^^^^^^ a whole number from 1 to 65535 is expected
    "#);
}

#[test]
fn repeated_flow() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = 2
memory = "4 GiB"

[services.db]
kind = "mysql"
cpu = 2
memory = "4 GiB"
storage = "10 GiB"

[[flows]]
from = "web"
to = "db"
volume = "1 TB/month"

[[flows]]
from = "web"
to = "db"
port = 3306
volume = "2 TB/month"
"#;
    assert_snapshot!(report_on(lines), @r"
    error: this flow has the same ends and port as an earlier one
       ┌─ plan.toml:20:1
       │
    15 │ [[flows]]
       │ --------- first here
       ·
    20 │ [[flows]]
       │ ^^^^^^^^^
       │
       = hint: add up their volumes, or give one of them another `port`
    ");
}
