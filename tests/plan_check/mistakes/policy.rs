//! `[policy]`, and what contradicts it or `[sites]`.

use insta::assert_snapshot;

use crate::support::{report, report_on};

#[test]
fn commitment_beyond_the_horizon() {
    let lines = r#"
[plan]
name = "t"
horizon = "1 year"

[services.web]
kind = "load-balancer"

[policy]
commitments = ["1y-reserved", "3y-reserved", "2y-reserved", "spot", "on-demand"]
"#;
    assert_snapshot!(report(lines), @r#"
    error: `3y-reserved` runs longer than the plan's horizon
       ┌─ plan.toml:10:31
       │
     4 │ horizon = "1 year"
       │           -------- the plan looks 12 months ahead
       ·
    10 │ commitments = ["1y-reserved", "3y-reserved", "2y-reserved", "spot", "on-demand"]
       │                               ^^^^^^^^^^^^^ 36 months
       │
       = hint: drop the commitment, or set a longer `horizon` in [plan]

    error: `commitments` of [policy] names no commitment: `2y-reserved`
       ┌─ plan.toml:10:46
       │
    10 │ commitments = ["1y-reserved", "3y-reserved", "2y-reserved", "spot", "on-demand"]
       │                                              ^^^^^^^^^^^^^
       │
       = hint: did you mean "1y-reserved"?

    error: `commitments` of [policy] names no commitment: `spot`
       ┌─ plan.toml:10:61
       │
    10 │ commitments = ["1y-reserved", "3y-reserved", "2y-reserved", "spot", "on-demand"]
       │                                                             ^^^^^^
       │
       = hint: spot is used for services with interruptible = true

    error: `commitments` of [policy] names no commitment: `on-demand`
       ┌─ plan.toml:10:69
       │
    10 │ commitments = ["1y-reserved", "3y-reserved", "2y-reserved", "spot", "on-demand"]
       │                                                                     ^^^^^^^^^^^
       │
       = hint: on-demand is always possible and needs no mention
    "#);
}

#[test]
fn bounds_of_the_policy() {
    let lines = r#"
[policy]
budget = "4000"
max_providers = 0
max_sites = 1_000_000
operating_cost_per_provider = "-$10/month"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `budget` of [policy] has no unit
      ┌─ plan.toml:5:10
      │
    5 │ budget = "4000"
      │          ^^^^^^ a unit of money per month is expected
      │
      = hint: write it as in "$4000/month"

    error: `max_providers` of [policy] is out of range
      ┌─ plan.toml:6:17
      │
    6 │ max_providers = 0
      │                 ^ a whole number from 1 to 3 is expected

    error: `max_sites` of [policy] is out of range
      ┌─ plan.toml:7:13
      │
    7 │ max_sites = 1_000_000
      │             ^^^^^^^^^ a whole number from 1 to 1000 is expected

    error: `operating_cost_per_provider` of [policy] must be a number with its unit
      ┌─ plan.toml:8:31
      │
    8 │ operating_cost_per_provider = "-$10/month"
      │                               ^^^^^^^^^^^^ this is no number
      │
      = hint: write it as in "$4000/month"
    "#);
}

#[test]
fn broken_groups() {
    let lines = r#"
[policy]
together = [["web"], ["web", "web"], "web", ["web", "wab"]]
apart = { web = "cart" }
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `together` of [policy] needs at least two services in a group
      ┌─ plan.toml:5:13
      │
    5 │ together = [["web"], ["web", "web"], "web", ["web", "wab"]]
      │             ^^^^^^^

    error: a group of `together` has a service twice
      ┌─ plan.toml:5:30
      │
    5 │ together = [["web"], ["web", "web"], "web", ["web", "wab"]]
      │                       -----  ^^^^^
      │                       │       
      │                       first here

    error: `together` of [policy] must be a list of lists of services
      ┌─ plan.toml:5:38
      │
    5 │ together = [["web"], ["web", "web"], "web", ["web", "wab"]]
      │                                      ^^^^^ this is a string
      │
      = hint: write it as in [["web", "cart"]]

    error: `together` of [policy] names no service: `wab`
      ┌─ plan.toml:5:53
      │
    5 │ together = [["web"], ["web", "web"], "web", ["web", "wab"]]
      │                                                     ^^^^^
      │
      = hint: did you mean "web"?

    error: `apart` of [policy] must be a list of lists of services
      ┌─ plan.toml:6:9
      │
    6 │ apart = { web = "cart" }
      │         ^^^^^^^^^^^^^^^^ this is a table
      │
      = hint: write it as in [["web", "cart"]]
    "#);
}

#[test]
fn contradictory_pins() {
    let lines = r#"
[services.web]
kind = "load-balancer"
pin = "aws:eu-*"

[services.cart]
kind = "load-balancer"
pin = ["azure:westeurope", "azure:uksouth"]

[policy]
together = [["web", "cart"]]
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: contradictory pins: services that must be together are pinned to different sites
       ┌─ plan.toml:10:7
       │
     6 │ pin = "aws:eu-*"
       │       ---------- `web` is pinned here
       ·
    10 │ pin = ["azure:westeurope", "azure:uksouth"]
       │       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `cart` is pinned here
       │
       = hint: change a pin, or take one of them out of `together`
    "#);
}

#[test]
fn pin_to_a_denied_site() {
    let lines = r#"
[sites]
allow = ["aws:*", "azure:*"]
deny = ["azure:uk*"]

[services.web]
kind = "load-balancer"
pin = "azure:uksouth"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: service `web` is pinned to sites that [sites] rules out
       ┌─ plan.toml:10:7
       │
     5 │ allow = ["aws:*", "azure:*"]
       │ ----- allowed sites
     6 │ deny = ["azure:uk*"]
       │ ---- denied sites
       ·
    10 │ pin = "azure:uksouth"
       │       ^^^^^^^^^^^^^^^ pinned here
    "#);
}

#[test]
fn together_and_apart() {
    let lines = r#"
[services.web]
kind = "load-balancer"

[services.cart]
kind = "load-balancer"

[services.shop]
kind = "load-balancer"

[policy]
together = [["web", "cart"], ["cart", "shop"]]
apart = [["shop", "web"]]
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `shop` and `web` must be both together and apart
       ┌─ plan.toml:15:10
       │
    14 │ together = [["web", "cart"], ["cart", "shop"]]
       │             --------------- together here
    15 │ apart = [["shop", "web"]]
       │          ^^^^^^^^^^^^^^^ apart here
    "#);
}

#[test]
fn apart_at_the_same_pin() {
    let lines = r#"
[services.web]
kind = "load-balancer"
pin = "onprem:*"

[services.cart]
kind = "load-balancer"
pin = "onprem:fra1"

[policy]
apart = [["web", "cart"]]
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: services that must be apart are both pinned to onprem:fra1
       ┌─ plan.toml:6:7
       │
     6 │ pin = "onprem:*"
       │       ^^^^^^^^^^
       ·
    10 │ pin = "onprem:fra1"
       │       ------------- the other pin
       ·
    13 │ apart = [["web", "cart"]]
       │          --------------- apart here
    "#);
}
