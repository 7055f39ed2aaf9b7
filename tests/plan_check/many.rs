//! A file full of mistakes: all of them in one run, in order of place.

use insta::assert_snapshot;

use crate::support::report;

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is the report")]
fn every_mistake_is_reported_in_one_run() {
    let text = r#"
[plan]
name = ""
horizon = "3 decades"

[sites]
allow = ["aws:eu-*", "azur:*"]

[users.europe]
location = "Francfurt"

[tiers.important]
rto = "5 minutes"

[data.pii]
residency = ["europe"]

[services.web]
kind = "vm"
tier = "imporant"
cpu = 0
memory = "4 gigabytes"
load = [{ replicas = 2, hours = 700 }]

[services.orders]
kind = "postgres"
cpu = 2
memory = "8 GiB"
backup_retention = "90d"
gpu = 1

[[flows]]
from = "users.europe"
to = "webb"
volume = "lots"

[policy]
budget = "€4000/month"
together = [["web", "order"]]
commitments = ["1y-upfront"]
"#;
    assert_snapshot!(report(text), @r#"
    error: `name` of [plan] is empty
      ┌─ plan.toml:3:8
      │
    3 │ name = ""
      │        ^^

    error: `horizon` of [plan] has a wrong unit
      ┌─ plan.toml:4:11
      │
    4 │ horizon = "3 decades"
      │           ^^^^^^^^^^^ `decades` is not a unit of months or years
      │
      = hint: write it as in "36 months"

    error: `allow` of [sites] fits no site: `azur:*`
      ┌─ plan.toml:7:22
      │
    7 │ allow = ["aws:eu-*", "azur:*"]
      │                      ^^^^^^^^
      │
      = hint: did you mean "azure:*"?

    error: `location` of users `europe` names an unknown place: `Francfurt`
       ┌─ plan.toml:10:12
       │
    10 │ location = "Francfurt"
       │            ^^^^^^^^^^^
       │
       = hint: did you mean "Frankfurt"? Otherwise give degrees north and east, as in [50.11, 8.68]

    error: `rto` of tier `important` has a wrong unit
       ┌─ plan.toml:13:7
       │
    13 │ rto = "5 minutes"
       │       ^^^^^^^^^^^ `minutes` is not a unit of time
       │
       = hint: write it as in "15m"

    error: `residency` of data class `pii` names an unknown zone: `europe`
       ┌─ plan.toml:16:14
       │
    16 │ residency = ["europe"]
       │              ^^^^^^^^
       │
       = hint: known zones: country:DE, country:IE, eea, eu

    error: `tier` of service `web` names no tier: `imporant`
       ┌─ plan.toml:20:8
       │
    20 │ tier = "imporant"
       │        ^^^^^^^^^^
       │
       = hint: did you mean "important"?

    error: `cpu` of service `web` is out of range
       ┌─ plan.toml:21:7
       │
    21 │ cpu = 0
       │       ^ a number above 0 and at most 1000 is expected

    error: `memory` of service `web` has a wrong unit
       ┌─ plan.toml:22:10
       │
    22 │ memory = "4 gigabytes"
       │          ^^^^^^^^^^^^^ `gigabytes` is not a unit of data
       │
       = hint: write it as in "32 GiB"

    error: `load` of service `web` must cover the 730 hours of a month
       ┌─ plan.toml:23:8
       │
    23 │ load = [{ replicas = 2, hours = 700 }]
       │        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ these hours add up to 700
       │
       = hint: write it as in [{ replicas = 12, hours = 230 }, { replicas = 4, hours = 500 }]

    error: service `orders` has no `storage`
       ┌─ plan.toml:25:1
       │
    25 │ [services.orders]
       │ ^^^^^^^^^^^^^^^^^
       │
       = hint: add it, as in storage = "32 GiB"

    error: `backup_retention` of service `orders` is out of range
       ┌─ plan.toml:29:20
       │
    29 │ backup_retention = "90d"
       │                    ^^^^^ allowed: whole days from 1d to 35d
       │
       = hint: write it as in "7d"

    error: a service of kind postgres has no `gpu`
       ┌─ plan.toml:30:1
       │
    30 │ gpu = 1
       │ ^^^
       │
       = hint: `gpu` is for vm and edge

    error: `to` of this flow names no service: `webb`
       ┌─ plan.toml:34:6
       │
    34 │ to = "webb"
       │      ^^^^^^
       │
       = hint: did you mean "web"?

    error: `volume` of this flow must be a number with its unit
       ┌─ plan.toml:35:10
       │
    35 │ volume = "lots"
       │          ^^^^^^ this is no number
       │
       = hint: write it as in "5 TB/month"

    error: `budget` of [policy] must be a number with its unit
       ┌─ plan.toml:38:10
       │
    38 │ budget = "€4000/month"
       │          ^^^^^^^^^^^^^ this is no number
       │
       = hint: write it as in "$4000/month"

    error: `together` of [policy] names no service: `order`
       ┌─ plan.toml:39:21
       │
    39 │ together = [["web", "order"]]
       │                     ^^^^^^^
       │
       = hint: did you mean "orders"?

    error: `commitments` of [policy] names no commitment: `1y-upfront`
       ┌─ plan.toml:40:16
       │
    40 │ commitments = ["1y-upfront"]
       │                ^^^^^^^^^^^^
       │
       = hint: did you mean "1y-no-upfront"?
    "#);
}
