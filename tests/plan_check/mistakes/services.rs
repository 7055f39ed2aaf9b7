//! `[services]`: kinds, quantities, loads, strategies.

use insta::assert_snapshot;

use crate::support::report_on;

#[test]
fn key_of_another_kind() {
    let lines = r#"
[services.assets]
kind = "object-store"
storage = "1 TB"
cpu = 2
"#;
    assert_snapshot!(report_on(lines), @r"
    error: a service of kind object-store has no `cpu`
      ┌─ plan.toml:7:1
      │
    7 │ cpu = 2
      │ ^^^
      │
      = hint: `cpu` is for vm, postgres, mysql, sqlserver, document-db, analytics-db, search, workload, container and edge
    ");
}

#[test]
fn missing_kind() {
    let lines = r#"
[services.web]
cpu = 2
memory = "4 GiB"
replcas = 3
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: service `web` has no `kind`
      ┌─ plan.toml:4:1
      │
    4 │ [services.web]
      │ ^^^^^^^^^^^^^^
      │
      = hint: add it, as in kind = "vm"

    error: service `web` has no key `replcas`
      ┌─ plan.toml:7:1
      │
    7 │ replcas = 3
      │ ^^^^^^^ unknown key
      │
      = hint: did you mean `replicas`?
    "#);
}

#[test]
fn unknown_kind() {
    let lines = r#"
[services.web]
kind = "postgre"
cpu = 2
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `kind` of service `web` must be vm, postgres, mysql, sqlserver, document-db, cache, analytics-db, search, object-store, file-store, queue, pubsub, event-stream, kubernetes, workload, function, container, load-balancer, api-gateway, cdn, dns, web-firewall, ddos-protection, secrets, monitoring, iot-gateway, edge or bastion
      ┌─ plan.toml:5:8
      │
    5 │ kind = "postgre"
      │        ^^^^^^^^^ this is none of them
      │
      = hint: did you mean "postgres"?
    "#);
}

#[test]
fn wrong_unit() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = 2
memory = "4 Gb"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `memory` of service `web` has a wrong unit
      ┌─ plan.toml:7:10
      │
    7 │ memory = "4 Gb"
      │          ^^^^^^ `Gb` is not a unit of data
      │
      = hint: write it as in "32 GiB"
    "#);
}

#[test]
fn missing_unit() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = 2
memory = 4
disk = "64"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `memory` of service `web` must be a string with a number and its unit
      ┌─ plan.toml:7:10
      │
    7 │ memory = 4
      │          ^ this is a number
      │
      = hint: write it as in "4 GiB"

    error: `disk` of service `web` has no unit
      ┌─ plan.toml:8:8
      │
    8 │ disk = "64"
      │        ^^^^ a unit of data is expected
      │
      = hint: write it as in "64 GiB"
    "#);
}

#[test]
fn negative_numbers() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = -2
memory = "-4 GiB"
replicas = -1
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `cpu` of service `web` is negative
      ┌─ plan.toml:6:7
      │
    6 │ cpu = -2
      │       ^^ a number above 0 and at most 1000 is expected

    error: `memory` of service `web` is negative
      ┌─ plan.toml:7:10
      │
    7 │ memory = "-4 GiB"
      │          ^^^^^^^^ a negative amount makes no sense here
      │
      = hint: write it as in "32 GiB"

    error: `replicas` of service `web` is negative
      ┌─ plan.toml:8:12
      │
    8 │ replicas = -1
      │            ^^ a whole number from 1 to 100000 is expected
    "#);
}

#[test]
fn numbers_out_of_range() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = 1e400
memory = "99999999 PB"
replicas = 99999999999999999999999999999999999999999999
gpu = 2.5
disk = "0 GiB"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `cpu` of service `web` is out of range
      ┌─ plan.toml:6:7
      │
    6 │ cpu = 1e400
      │       ^^^^^ a number above 0 and at most 1000 is expected

    error: `memory` of service `web` is out of range
      ┌─ plan.toml:7:10
      │
    7 │ memory = "99999999 PB"
      │          ^^^^^^^^^^^^^ allowed: at most 1024 PiB
      │
      = hint: write it as in "32 GiB"

    error: `replicas` of service `web` is out of range
      ┌─ plan.toml:8:12
      │
    8 │ replicas = 99999999999999999999999999999999999999999999
      │            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a whole number from 1 to 100000 is expected

    error: `gpu` of service `web` must be a whole number
      ┌─ plan.toml:9:7
      │
    9 │ gpu = 2.5
      │       ^^^ a whole number from 0 to 10000 is expected

    error: `disk` of service `web` is out of range
       ┌─ plan.toml:10:8
       │
    10 │ disk = "0 GiB"
       │        ^^^^^^^ allowed: more than nothing
       │
       = hint: write it as in "32 GiB"
    "#);
}

#[test]
fn wrong_types() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = "two"
memory = 1979-05-27
replicas = [1, 2]
arch = { x86 = true }
burstable = "yes"
team = nan
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `cpu` of service `web` must be a number
      ┌─ plan.toml:6:7
      │
    6 │ cpu = "two"
      │       ^^^^^ this is a string
      │
      = hint: write it as in 2

    error: `memory` of service `web` must be a string with a number and its unit
      ┌─ plan.toml:7:10
      │
    7 │ memory = 1979-05-27
      │          ^^^^^^^^^^ this is a date
      │
      = hint: write it as in "32 GiB"

    error: `replicas` of service `web` must be a whole number
      ┌─ plan.toml:8:12
      │
    8 │ replicas = [1, 2]
      │            ^^^^^^ this is a list
      │
      = hint: write it as in 1

    error: `arch` of service `web` must be a string
      ┌─ plan.toml:9:8
      │
    9 │ arch = { x86 = true }
      │        ^^^^^^^^^^^^^^ this is a table
      │
      = hint: write it as in "x86_64"

    error: `burstable` of service `web` must be true or false
       ┌─ plan.toml:10:13
       │
    10 │ burstable = "yes"
       │             ^^^^^ this is a string
       │
       = hint: write it as in true

    error: `team` of service `web` must be a string
       ┌─ plan.toml:11:8
       │
    11 │ team = nan
       │        ^^^ this is a number that cannot be kept exactly
       │
       = hint: write it as in "storefront"
    "#);
}

#[test]
fn unknown_tier_and_class() {
    let lines = r#"
[data.pii]

[services.web]
kind = "load-balancer"
tier = "critcal"
data = "pi"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `tier` of service `web` names no tier: `critcal`
      ┌─ plan.toml:8:8
      │
    8 │ tier = "critcal"
      │        ^^^^^^^^^
      │
      = hint: did you mean "critical"?

    error: `data` of service `web` names no data class: `pi`
      ┌─ plan.toml:9:8
      │
    9 │ data = "pi"
      │        ^^^^
      │
      = hint: did you mean "pii"?
    "#);
}

#[test]
fn class_where_none_is_defined() {
    let lines = r#"
[services.web]
kind = "load-balancer"
data = "pii"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `data` of service `web` names no data class: `pii`
      ┌─ plan.toml:6:8
      │
    6 │ data = "pii"
      │        ^^^^^
      │
      = hint: the plan defines no data class
    "#);
}

#[test]
fn single_site_that_survives_a_region() {
    let lines = r#"
[services.web]
kind = "load-balancer"
tier = "critical"
strategy = "single"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: a single site cannot survive the loss of a region
      ┌─ plan.toml:7:12
      │
    6 │ tier = "critical"
      │        ---------- must survive the loss of a region
    7 │ strategy = "single"
      │            ^^^^^^^^ one site only
      │
      = hint: leave `strategy` out to let the solver choose, or lower `survives`
    "#);
}

#[test]
fn strategy_of_another_kind() {
    let lines = r#"
[services.db]
kind = "postgres"
cpu = 2
memory = "4 GiB"
storage = "10 GiB"
strategy = "active-active"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: a service of kind postgres cannot recover by active-active
      ┌─ plan.toml:9:12
      │
    9 │ strategy = "active-active"
      │            ^^^^^^^^^^^^^^^
      │
      = hint: strategies of this kind: single, backup-restore, pilot-light or warm-standby
    "#);
}

#[test]
fn hours_of_a_load() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = 2
memory = "4 GiB"
load = [{ replicas = 12, hours = 230 }, { replicas = 4, hours = 400 }]
"#;
    assert_snapshot!(report_on(lines), @r"
    error: `load` of service `web` must cover the 730 hours of a month
      ┌─ plan.toml:8:8
      │
    8 │ load = [{ replicas = 12, hours = 230 }, { replicas = 4, hours = 400 }]
      │        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ these hours add up to 630
      │
      = hint: write it as in [{ replicas = 12, hours = 230 }, { replicas = 4, hours = 500 }]
    ");
}

#[test]
fn load_and_replicas() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = 2
memory = "4 GiB"
replicas = 3
load = [{ replicas = 0, hours = 730 }]
"#;
    assert_snapshot!(report_on(lines), @r"
    error: `replicas` and `load` exclude each other
      ┌─ plan.toml:9:1
      │
    8 │ replicas = 3
      │ -------- the same number all month
    9 │ load = [{ replicas = 0, hours = 730 }]
      │ ^^^^ a profile of replicas over the month
      │
      = hint: keep one of the two

    error: `load` of service `web` never runs a replica
      ┌─ plan.toml:9:8
      │
    9 │ load = [{ replicas = 0, hours = 730 }]
      │        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      │
      = hint: give at least one level a replica
    ");
}

#[test]
fn levels_of_a_load() {
    let lines = r#"
[services.web]
kind = "vm"
cpu = 2
memory = "4 GiB"
load = [{ replicas = 12 }, 4, { replicas = "4", hours = 900, weekends = true }]
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: this level of `load` has no `hours`
      ┌─ plan.toml:8:9
      │
    8 │ load = [{ replicas = 12 }, 4, { replicas = "4", hours = 900, weekends = true }]
      │         ^^^^^^^^^^^^^^^^^
      │
      = hint: add it, as in hours = 1

    error: this level of `load` must be a table
      ┌─ plan.toml:8:28
      │
    8 │ load = [{ replicas = 12 }, 4, { replicas = "4", hours = 900, weekends = true }]
      │                            ^ this is a number

    error: `replicas` of this level of `load` must be a whole number
      ┌─ plan.toml:8:44
      │
    8 │ load = [{ replicas = 12 }, 4, { replicas = "4", hours = 900, weekends = true }]
      │                                            ^^^ this is a string
      │
      = hint: write it as in 0

    error: `hours` of this level of `load` is out of range
      ┌─ plan.toml:8:57
      │
    8 │ load = [{ replicas = 12 }, 4, { replicas = "4", hours = 900, weekends = true }]
      │                                                         ^^^ a whole number from 1 to 730 is expected

    error: this level of `load` has no key `weekends`
      ┌─ plan.toml:8:62
      │
    8 │ load = [{ replicas = 12 }, 4, { replicas = "4", hours = 900, weekends = true }]
      │                                                              ^^^^^^^^ unknown key
      │
      = hint: known keys: hours, replicas
    "#);
}
