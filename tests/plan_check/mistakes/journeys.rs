//! `[[journeys]]`: paths that lead nowhere, names that are taken, targets that are no targets.

use insta::assert_snapshot;

use crate::support::{plan, report_on};

/// Three services in a row, with people before them.
const SHOP: &str = r#"
[users.europe]
location = "Frankfurt"

[services.web]
kind = "load-balancer"

[services.cart]
kind = "vm"
cpu = 2
memory = "4 GiB"

[services.orders]
kind = "object-store"
storage = "10 GiB"

[[flows]]
from = "users.europe"
to = "web"
volume = "1 TB/month"

[[flows]]
from = "web"
to = "cart"
volume = "1 TB/month"

[[flows]]
from = "orders"
to = "cart"
volume = "1 TB/month"

[[journeys]]
"#;

/// The report on a journey through the shop.
fn report(journey: &str) -> String {
    report_on(&format!("{SHOP}{journey}"))
}

#[test]
fn a_journey_needs_no_target_and_may_go_against_a_flow() {
    let journey = "name = \"checkout\"\npath = [\"users.europe\", \"web\", \"cart\", \"orders\"]";
    assert_eq!(report(journey), "");
    assert_eq!(report("name = \"refund\"\npath = [\"orders\", \"cart\", \"orders\"]"), "");
}

#[test]
fn unknown_steps() {
    let journey = r#"name = "checkout"
path = ["users.europ", "wbe", "internet", "somewhere"]"#;
    assert_snapshot!(report(journey), @r#"
    error: `path` of this journey names no group of users: `users.europ`
       ┌─ plan.toml:36:9
       │
    36 │ path = ["users.europ", "wbe", "internet", "somewhere"]
       │         ^^^^^^^^^^^^^
       │
       = hint: did you mean "users.europe"?

    error: `path` of this journey names no service: `wbe`
       ┌─ plan.toml:36:24
       │
    36 │ path = ["users.europ", "wbe", "internet", "somewhere"]
       │                        ^^^^^
       │
       = hint: did you mean "web"?

    error: `path` of this journey cannot lead over the internet
       ┌─ plan.toml:36:31
       │
    36 │ path = ["users.europ", "wbe", "internet", "somewhere"]
       │                               ^^^^^^^^^^
       │
       = hint: a step is a service or, at the start, "users.NAME"

    error: `path` of this journey names no service: `somewhere`
       ┌─ plan.toml:36:43
       │
    36 │ path = ["users.europ", "wbe", "internet", "somewhere"]
       │                                           ^^^^^^^^^^^
       │
       = hint: a step is a service or, at the start, "users.NAME"
    "#);
}

#[test]
fn no_flow_between_steps() {
    let journey = r#"name = "checkout"
path = ["users.europe", "web", "orders"]"#;
    assert_snapshot!(report(journey), @r#"
    error: no flow connects `web` and `orders`
       ┌─ plan.toml:36:32
       │
    36 │ path = ["users.europe", "web", "orders"]
       │                                ^^^^^^^^
       │
       = hint: the flows go by "cart": put it between them, or add a flow
    "#);
    let journey = r#"name = "checkout"
path = ["users.europe", "orders"]"#;
    assert_snapshot!(report(journey), @r#"
    error: no flow connects `users.europe` and `orders`
       ┌─ plan.toml:36:25
       │
    36 │ path = ["users.europe", "orders"]
       │                         ^^^^^^^^
       │
       = hint: add a flow from = "users.europe" to = "orders", or change the path
    "#);
}

#[test]
fn steps_that_cannot_follow() {
    let journey = r#"name = "checkout"
path = ["web", "users.europe"]

[[journeys]]
name = "again"
path = ["web", "web", "cart"]"#;
    assert_snapshot!(report(journey), @r#"
    error: users can only be the start of a journey
       ┌─ plan.toml:36:16
       │
    36 │ path = ["web", "users.europe"]
       │                ^^^^^^^^^^^^^^
       │
       = hint: take them out, or make a journey of its own that starts with them

    error: a journey cannot go from `web` to itself
       ┌─ plan.toml:40:16
       │
    40 │ path = ["web", "web", "cart"]
       │                ^^^^^
       │
       = hint: take one of the two out
    "#);
}

#[test]
fn a_path_too_short() {
    let journey = r#"name = "checkout"
path = ["users.europe"]

[[journeys]]
name = "nowhere"
path = []"#;
    assert_snapshot!(report(journey), @r#"
    error: `path` of this journey needs at least two steps
       ┌─ plan.toml:36:8
       │
    36 │ path = ["users.europe"]
       │        ^^^^^^^^^^^^^^^^ 1 step
       │
       = hint: begin with who asks, as in ["users.europe", "web"]

    error: `path` of this journey needs at least two steps
       ┌─ plan.toml:40:8
       │
    40 │ path = []
       │        ^^ 0 steps
       │
       = hint: begin with who asks, as in ["users.europe", "web"]
    "#);
}

#[test]
fn repeated_name() {
    let journey = r#"name = "checkout"
path = ["web", "cart"]

[[journeys]]
name = "checkout"
path = ["cart", "orders"]"#;
    assert_snapshot!(report(journey), @r#"
    error: there is a journey `checkout` already
       ┌─ plan.toml:39:8
       │
    35 │ name = "checkout"
       │        ---------- first here
       ·
    39 │ name = "checkout"
       │        ^^^^^^^^^^
    "#);
}

#[test]
fn missing_and_wrong_keys() {
    let journey = r#"latency_p99 = 100
availability = "100%"
target = "fast""#;
    assert_snapshot!(report(journey), @r#"
    error: this journey has no `name`
       ┌─ plan.toml:34:1
       │
    34 │ [[journeys]]
       │ ^^^^^^^^^^^^
       │
       = hint: add it, as in name = "checkout"

    error: this journey has no `path`
       ┌─ plan.toml:34:1
       │
    34 │ [[journeys]]
       │ ^^^^^^^^^^^^
       │
       = hint: add it, as in path = ["users.europe", "web", "orders"]

    error: `latency_p99` of this journey must be a string with a number and its unit
       ┌─ plan.toml:35:15
       │
    35 │ latency_p99 = 100
       │               ^^^ this is a number
       │
       = hint: write it as in "100ms"

    error: `availability` of this journey is out of range
       ┌─ plan.toml:36:16
       │
    36 │ availability = "100%"
       │                ^^^^^^ allowed: below 100%, as nothing is always available
       │
       = hint: write it as in "99.9%"

    error: this journey has no key `target`
       ┌─ plan.toml:37:1
       │
    37 │ target = "fast"
       │ ^^^^^^ unknown key
       │
       = hint: known keys: availability, latency_p99, name, path
    "#);
    let at_the_top = format!("journeys = \"checkout\"\n{}", plan(""));
    assert_snapshot!(crate::support::report(&at_the_top), @r#"
    error: `journeys` of the plan must be a list
      ┌─ plan.toml:1:12
      │
    1 │ journeys = "checkout"
      │            ^^^^^^^^^^ this is a string
      │
      = hint: write it as in [[journeys]]
    "#);
}

#[test]
fn a_misspelt_flow_is_reported_once() {
    let broken = SHOP.replace("to = \"cart\"", "to = \"crat\"");
    let journey = "name = \"checkout\"\npath = [\"web\", \"cart\"]";
    assert_snapshot!(report_on(&format!("{broken}{journey}")), @r#"
    error: `to` of this flow names no service: `crat`
       ┌─ plan.toml:26:6
       │
    26 │ to = "crat"
       │      ^^^^^^
       │
       = hint: did you mean "cart"?

    error: `to` of this flow names no service: `crat`
       ┌─ plan.toml:31:6
       │
    31 │ to = "crat"
       │      ^^^^^^
       │
       = hint: did you mean "cart"?
    "#);
}
