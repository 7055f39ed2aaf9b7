//! Keys, sections and names: what every section has in common.

use insta::assert_snapshot;

use crate::support::{report, report_on};

#[test]
fn unknown_key() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = 2
memory = "4 GiB"
replcas = 3
"#;
    assert_snapshot!(report_on(lines), @r"
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
fn unknown_key_without_a_near_name() {
    let lines = r#"
[data.pii]
colour = "red"

[services.web]
kind = "object-store"
storage = "1 TB"
data = "pii"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: data class `pii` has no key `colour`
      ┌─ plan.toml:5:1
      │
    5 │ colour = "red"
      │ ^^^^^^ unknown key
      │
      = hint: known keys: access_logs, encryption, frameworks, min_tls, require_evidence, residency, retention, rotation
    "#);
}

#[test]
fn unknown_section() {
    let lines = r#"
[[voyages]]
name = "checkout"
"#;
    assert_snapshot!(report_on(lines), @r"
    error: the plan has no section `voyages`
      ┌─ plan.toml:4:3
      │
    4 │ [[voyages]]
      │   ^^^^^^^ unknown section
      │
      = hint: known sections: data, flows, journeys, network, plan, policy, price_book, recovery, scenarios, services, sites, tiers, uncertainty, users
    ");
}

#[test]
fn misspelt_section() {
    let lines = r"
[polcy]
max_sites = 2
";
    assert_snapshot!(report_on(lines), @r"
    error: the plan has no section `polcy`
      ┌─ plan.toml:4:2
      │
    4 │ [polcy]
      │  ^^^^^ unknown section
      │
      = hint: did you mean `policy`?
    ");
}

#[test]
fn missing_keys() {
    let lines = r#"
[services.web]
kind = "vm"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: service `web` has no `cpu`
      ┌─ plan.toml:4:1
      │
    4 │ [services.web]
      │ ^^^^^^^^^^^^^^
      │
      = hint: add it, as in cpu = 2

    error: service `web` has no `memory`
      ┌─ plan.toml:4:1
      │
    4 │ [services.web]
      │ ^^^^^^^^^^^^^^
      │
      = hint: add it, as in memory = "32 GiB"
    "#);
}

#[test]
fn sections_of_wrong_types() {
    let lines = r#"
[services.web]
kind = "load-balancer"

[[policy]]
[[users]]
[flows]
"#;
    assert_snapshot!(report_on(lines), @r"
    error: [policy] must be a table
      ┌─ plan.toml:7:1
      │
    7 │ [[policy]]
      │ ^^^^^^^^^^ this is a list

    error: `users` of the plan must be a table of tables
      ┌─ plan.toml:8:1
      │
    8 │ [[users]]
      │ ^^^^^^^^^ this is a list
      │
      = hint: write it as in [users.NAME]

    error: `flows` of the plan must be a list
      ┌─ plan.toml:9:1
      │
    9 │ [flows]
      │ ^^^^^^^ this is a table
      │
      = hint: write it as in [[flows]]
    ");
}

#[test]
fn no_plan_at_all() {
    assert_snapshot!(report(""), @r"
    error: the plan has no section [plan]
      ┌─ plan.toml:1:1
      │
    1 │ 
      │ ^
      │
      = hint: add [plan] with at least its `name`

    error: the plan has no section [services.web]
      ┌─ plan.toml:1:1
      │
    1 │ 
      │ ^
      │
      = hint: add [services.web] with at least its `kind`
    ");
}

#[test]
fn wrong_header() {
    let lines = r#"
[plan]
nmae = "t"
catalogs = "aws"
horizon = "2 weeks"

[services]
"#;
    assert_snapshot!(report(lines), @r#"
    error: the plan has no section [services.web]
      ┌─ plan.toml:1:1
      │
    1 │ 
      │ ^
      │
      = hint: add [services.web] with at least its `kind`

    error: [plan] has no `name`
      ┌─ plan.toml:2:1
      │
    2 │ [plan]
      │ ^^^^^^
      │
      = hint: add it, as in name = "shop"

    error: [plan] has no key `nmae`
      ┌─ plan.toml:3:1
      │
    3 │ nmae = "t"
      │ ^^^^ unknown key
      │
      = hint: did you mean `name`?

    error: `catalogs` of [plan] must be a list
      ┌─ plan.toml:4:12
      │
    4 │ catalogs = "aws"
      │            ^^^^^ this is a string
      │
      = hint: write it as in ["aws"]

    error: `horizon` of [plan] has a wrong unit
      ┌─ plan.toml:5:11
      │
    5 │ horizon = "2 weeks"
      │           ^^^^^^^^^ `weeks` is not a unit of months or years
      │
      = hint: write it as in "36 months"
    "#);
}

#[test]
fn repeated_section() {
    let lines = r#"
[services.web]
kind = "load-balancer"

[services.web]
active_connections = 100
"#;
    assert_snapshot!(report_on(lines), @r"
    error: `[services.web]` is given twice
      ┌─ plan.toml:7:11
      │
    4 │ [services.web]
      │ -------------- first here
      ·
    7 │ [services.web]
      │           ^^^ again here
    ");
}

#[test]
fn repeated_key() {
    let lines = r#"
[services.web]
kind = "load-balancer"
active_connections = 100
active_connections = 200
"#;
    assert_snapshot!(report_on(lines), @r"
    error: `active_connections` is given twice
      ┌─ plan.toml:7:1
      │
    6 │ active_connections = 100
      │ ------------------ first here
    7 │ active_connections = 200
      │ ^^^^^^^^^^^^^^^^^^ again here
    ");
}

#[test]
fn reserved_and_impossible_names() {
    let lines = r#"
[services.internet]
kind = "load-balancer"

[services."users.x"]
kind = "load-balancer"

[services.""]
kind = "load-balancer"

[services."a\nb"]
kind = "load-balancer"

[services.a123456789b123456789c123456789d123456789e123456789f123456789g123]
kind = "load-balancer"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `internet` is reserved and cannot name a service
      ┌─ plan.toml:4:11
      │
    4 │ [services.internet]
      │           ^^^^^^^^ flows use it for something else

    error: `users.x` is reserved and cannot name a service
      ┌─ plan.toml:7:11
      │
    7 │ [services."users.x"]
      │           ^^^^^^^^^ flows use it for something else

    error: the name `` is empty
       ┌─ plan.toml:10:11
       │
    10 │ [services.""]
       │           ^^

    error: the name `a\u{a}b` has an invisible character
       ┌─ plan.toml:13:11
       │
    13 │ [services."a\nb"]
       │           ^^^^^^ control and direction characters are not allowed

    error: the name `a123456789b123456789c123456789d123456789e123456789f123456789g123` is too long
       ┌─ plan.toml:16:11
       │
    16 │ [services.a123456789b123456789c123456789d123456789e123456789f123456789g123]
       │           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 64 characters; at most 63 are allowed
    "#);
}

#[test]
fn warnings_for_what_has_no_effect() {
    let lines = r#"
[users.europe]
location = "Frankfurt"

[data.public]

[tiers.gold]
availability = "99.9%"
latency_p99 = "1s"
survives = "zone"

[services.web]
kind = "load-balancer"
latency_p99 = "50ms"
"#;
    assert_snapshot!(report_on(lines), @r#"
    warning: the users `europe` have no flow
      ┌─ plan.toml:4:8
      │
    4 │ [users.europe]
      │        ^^^^^^
      │
      = hint: add a flow with from = "users.europe"

    warning: no service has data of the class `public`
      ┌─ plan.toml:7:7
      │
    7 │ [data.public]
      │       ^^^^^^

    warning: no service has the tier `gold`
      ┌─ plan.toml:9:8
      │
    9 │ [tiers.gold]
      │        ^^^^

    warning: `latency_p99` of service `web` has no effect
       ┌─ plan.toml:16:15
       │
    16 │ latency_p99 = "50ms"
       │               ^^^^^^ no users reach it directly
       │
       = hint: bound calls between services by `rtt` on their flow
    "#);
}
