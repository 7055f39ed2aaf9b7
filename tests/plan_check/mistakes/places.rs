//! `[sites]`, `[users]`, `[data]` and `[tiers]`: where, under which law, and how good.

use insta::assert_snapshot;

use crate::support::report_on;

#[test]
fn unknown_site() {
    let lines = r#"
[sites]
allow = ["aws:eu-*", "azure:westeurop"]
deny = ["aws:ue-*", "gcp:*"]
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `allow` of [sites] names an unknown site: `azure:westeurop`
      ┌─ plan.toml:5:22
      │
    5 │ allow = ["aws:eu-*", "azure:westeurop"]
      │                      ^^^^^^^^^^^^^^^^^
      │
      = hint: did you mean "azure:westeurope"?

    error: `deny` of [sites] fits no site: `aws:ue-*`
      ┌─ plan.toml:6:9
      │
    6 │ deny = ["aws:ue-*", "gcp:*"]
      │         ^^^^^^^^^^
      │
      = hint: did you mean "aws:eu-*"?

    error: `deny` of [sites] fits no site: `gcp:*`
      ┌─ plan.toml:6:21
      │
    6 │ deny = ["aws:ue-*", "gcp:*"]
      │                     ^^^^^^^
      │
      = hint: sites are written provider:region, and come from the plan's catalogs
    "#);
}

#[test]
fn wrong_quotas() {
    let lines = r#"
[sites]
quotas = { "aws:eu-wst-1" = 64, "azure:*" = -1, "aws:*" = "64" }
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `quotas` of [sites] names an unknown site: `aws:eu-wst-1`
      ┌─ plan.toml:5:12
      │
    5 │ quotas = { "aws:eu-wst-1" = 64, "azure:*" = -1, "aws:*" = "64" }
      │            ^^^^^^^^^^^^^^
      │
      = hint: did you mean "aws:eu-west-1"?

    error: `quotas` of [sites] is negative
      ┌─ plan.toml:5:45
      │
    5 │ quotas = { "aws:eu-wst-1" = 64, "azure:*" = -1, "aws:*" = "64" }
      │                                             ^^ a whole number from 0 to 10000000 is expected

    error: `quotas` of [sites] must be a whole number
      ┌─ plan.toml:5:59
      │
    5 │ quotas = { "aws:eu-wst-1" = 64, "azure:*" = -1, "aws:*" = "64" }
      │                                                           ^^^^ this is a string
      │
      = hint: write it as in 0
    "#);
    assert_snapshot!(report_on("[sites]\nquotas = 64\n"), @r#"
    error: `quotas` of [sites] must be a table
      ┌─ plan.toml:5:10
      │
    5 │ quotas = 64
      │          ^^ this is a number
      │
      = hint: write it as in { "aws:eu-west-1" = 64 }
    "#);
}

#[test]
fn no_site_left() {
    let lines = r#"
[sites]
allow = ["azure:uksouth"]
deny = ["azure:*"]
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: [sites] leaves no site: all that are allowed are denied too
      ┌─ plan.toml:5:1
      │
    5 │ allow = ["azure:uksouth"]
      │ ^^^^^
    "#);
}

#[test]
fn empty_allow() {
    let lines = r"
[sites]
allow = []
";
    assert_snapshot!(report_on(lines), @r"
    error: `allow` of [sites] is empty
      ┌─ plan.toml:5:9
      │
    5 │ allow = []
      │         ^^ without an allowed site nothing can be placed
    ");
}

#[test]
fn unknown_place() {
    let lines = r#"
[users.europe]
location = "Frankfort"
share = "70%"

[users.moon]
location = [0, 384400]
share = "30%"

[users.sea]
location = "Atlantis"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `location` of users `europe` names an unknown place: `Frankfort`
      ┌─ plan.toml:5:12
      │
    5 │ location = "Frankfort"
      │            ^^^^^^^^^^^
      │
      = hint: did you mean "Frankfurt"? Otherwise give degrees north and east, as in [50.11, 8.68]

    error: `location` of users `moon` must be two numbers: degrees north (-90 to 90) and east (-180 to 180)
      ┌─ plan.toml:9:12
      │
    9 │ location = [0, 384400]
      │            ^^^^^^^^^^^

    error: users `sea` has no `share`
       ┌─ plan.toml:12:1
       │
    12 │ [users.sea]
       │ ^^^^^^^^^^^
       │
       = hint: add it, as in share = "70%"

    error: `location` of users `sea` names an unknown place: `Atlantis`
       ┌─ plan.toml:13:12
       │
    13 │ location = "Atlantis"
       │            ^^^^^^^^^^
       │
       = hint: give degrees north and east, as in [50.11, 8.68]
    "#);
}

#[test]
fn shares_above_the_whole() {
    let lines = r#"
[users.europe]
location = "Frankfurt"
share = "70%"

[users.isles]
location = "London"
share = "40%"

[services.web]
kind = "load-balancer"

[[flows]]
from = "users.europe"
to = "web"
volume = "1 TB/month"

[[flows]]
from = "users.isles"
to = "web"
volume = "1 TB/month"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: the shares of all users add up to 110%, more than 100%
       ┌─ plan.toml:10:9
       │
     6 │ share = "70%"
       │         -----
       ·
    10 │ share = "40%"
       │         ^^^^^
    "#);
}

#[test]
fn unknown_zone_of_law() {
    let lines = r#"
[data.pii]
residency = ["ue", "country:XX"]
encryption = "customer-keys"

[services.web]
kind = "load-balancer"
data = "pii"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `residency` of data class `pii` names an unknown zone: `ue`
      ┌─ plan.toml:5:14
      │
    5 │ residency = ["ue", "country:XX"]
      │              ^^^^
      │
      = hint: did you mean "eu"?

    error: `residency` of data class `pii` names an unknown zone: `country:XX`
      ┌─ plan.toml:5:20
      │
    5 │ residency = ["ue", "country:XX"]
      │                    ^^^^^^^^^^^^
      │
      = hint: did you mean "country:DE"?

    error: `encryption` of data class `pii` must be provider-keys or customer-managed-keys
      ┌─ plan.toml:6:14
      │
    6 │ encryption = "customer-keys"
      │              ^^^^^^^^^^^^^^^ this is none of them
    "#);
}

#[test]
fn tier_without_targets() {
    let lines = r#"
[tiers.gold]
availability = "99.99%"

[services.web]
kind = "load-balancer"
tier = "gold"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: tier `gold` has no `latency_p99`
      ┌─ plan.toml:4:1
      │
    4 │ [tiers.gold]
      │ ^^^^^^^^^^^^
      │
      = hint: add it, as in latency_p99 = "25ms"

    error: tier `gold` has no `survives`
      ┌─ plan.toml:4:1
      │
    4 │ [tiers.gold]
      │ ^^^^^^^^^^^^
      │
      = hint: add it, as in survives = "nothing"
    "#);
}

#[test]
fn recovery_of_nothing() {
    let lines = r#"
[services.web]
kind = "load-balancer"
survives = "nothing"
rto = "5m"

[services.worker]
kind = "vm"
cpu = 1
memory = "1 GiB"
rpo = "5m"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `rto` needs a loss to recover from, but survives = "nothing"
      ┌─ plan.toml:7:7
      │
    6 │ survives = "nothing"
      │            --------- nothing is survived
    7 │ rto = "5m"
      │       ^^^^ holds after a loss that is survived
      │
      = hint: set survives to "zone", "region" or "provider", or drop `rto`

    error: `rpo` needs a loss to recover from, but survives = "nothing"
       ┌─ plan.toml:13:7
       │
    13 │ rpo = "5m"
       │       ^^^^ its tier survives no loss
       │
       = hint: set survives to "zone", "region" or "provider", or drop `rpo`
    "#);
}

#[test]
fn impossible_targets() {
    let lines = r#"
[services.web]
kind = "load-balancer"
availability = "100%"
survives = "continent"
standby = "0%"
degraded_capacity = "120%"
min_distance = "3 miles"
"#;
    assert_snapshot!(report_on(lines), @r#"
    error: `availability` of service `web` is out of range
      ┌─ plan.toml:6:16
      │
    6 │ availability = "100%"
      │                ^^^^^^ allowed: below 100%, as nothing is always available
      │
      = hint: write it as in "99.9%"

    error: `survives` of service `web` must be nothing, zone, region or provider
      ┌─ plan.toml:7:12
      │
    7 │ survives = "continent"
      │            ^^^^^^^^^^^ this is none of them

    error: `standby` of service `web` is out of range
      ┌─ plan.toml:8:11
      │
    8 │ standby = "0%"
      │           ^^^^ allowed: more than 0%, at most 100%
      │
      = hint: write it as in "70%"

    error: `degraded_capacity` of service `web` is out of range
      ┌─ plan.toml:9:21
      │
    9 │ degraded_capacity = "120%"
      │                     ^^^^^^ allowed: 0% to 100%
      │
      = hint: write it as in "70%"

    error: `min_distance` of service `web` has a wrong unit
       ┌─ plan.toml:10:16
       │
    10 │ min_distance = "3 miles"
       │                ^^^^^^^^^ `miles` is not a unit of distance
       │
       = hint: write it as in "300 km"
    "#);
}

#[test]
fn times_of_recovery_have_names_and_units() {
    assert_snapshot!(report_on("[recovery]\ndetct = \"5m\"\n[services.web.recovery]\nlag = 30\n"), @r#"
    error: [recovery] has no key `detct`
      ┌─ plan.toml:5:1
      │
    5 │ detct = "5m"
      │ ^^^^^ unknown key
      │
      = hint: did you mean `detect`?

    error: service `web` has no `kind`
      ┌─ plan.toml:6:11
      │
    6 │ [services.web.recovery]
      │           ^^^
      │
      = hint: add it, as in kind = "vm"

    error: `lag` of [services.web.recovery] must be a string with a number and its unit
      ┌─ plan.toml:7:7
      │
    7 │ lag = 30
      │       ^^ this is a number
      │
      = hint: write it as in "30m"
    "#);
}
