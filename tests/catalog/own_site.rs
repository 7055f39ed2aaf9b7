//! Sites of the user's own: unit prices that follow from cost, and mistakes in their files.

use insta::assert_snapshot;
use mcplan::catalog::{Destination, Meter};
use mcplan::terms::Form;
use mcplan::units::{HOURS_PER_MONTH, Quantity, Unit};

use crate::support::{bundled, load_texts};

/// Round figures: a host costs $730 a month, all of it hardware.
const SIMPLE: &str = r#"
[site]
code = "onprem:here"
name = "Here"
city = "Hereford"
country = "DE"
position = [50, 8]
residency = ["eu"]

[capacity]
hosts = 10
reserve = 2
cores = 16
vcpu = 32
memory = "100 GiB"
storage = "10 TB"
arch = "x86_64"

[cost]
as_of = "2026"
host = "$8760"
host_life = "1 year"
power = "0 W"
pue = 1
electricity = "$0/kWh"
rack = "$0/month"
staff = "$0/year"
hosts_per_fte = 1
licences = "$0/core/year"
network = "0%"
network_maintenance = "0%"
storage = "$1200/TB"
storage_life = "1 year"
storage_maintenance = "0%"
cpu_share = "50%"
egress = "$0/GB"
"#;

#[test]
fn unit_prices_spread_all_hosts_over_usable_capacity() {
    let catalog = load_texts(&[], &[("here.toml", SIMPLE)]).unwrap();
    let site = catalog.find("onprem:here").unwrap();
    let usd = |meter| {
        catalog
            .tariff(site, meter, Form::Single)
            .unwrap()
            .tariff
            .flat_price()
            .unwrap()
            .usd()
            .to_string()
    };
    // 10 hosts x $730 x 50 % over (8 x 32 vCPU) x 730 h, and over (8 x 100 GiB) x 730 h.
    assert_eq!(usd(Meter::PoolVcpu), "0.01953125");
    assert_eq!(usd(Meter::PoolMemory), "0.00625");
    // $100 per TB and month; a GiB is 0.001073741824 TB.
    assert_eq!(usd(Meter::PoolStorage), "0.1073741824");
    assert!(catalog.tariff(site, Meter::OBJECT_STORAGE, Form::Single).is_none(), "not asked for");
    let egress = catalog.transfer(site, Destination::Internet).unwrap();
    assert_eq!(egress.cost(Quantity::new(5, Unit::Gib)).to_string(), "0");
    let pool = catalog.site(site).pool.as_ref().unwrap();
    assert_eq!(
        (pool.vcpu.to_string(), pool.memory.to_string()),
        ("256".to_owned(), "800 GiB".to_owned())
    );
    assert_eq!(catalog.site(site).residency, ["country:DE", "eu"]);
}

#[test]
fn a_full_estate_pays_for_all_of_its_hosts() {
    let catalog = bundled();
    let site = catalog.find("onprem:fra1").unwrap();
    let pool = catalog.site(site).pool.as_ref().unwrap();
    let usd = |meter| {
        catalog.tariff(site, meter, Form::Single).unwrap().tariff.flat_price().unwrap().usd()
    };
    let hour = usd(Meter::PoolVcpu) * pool.vcpu + usd(Meter::PoolMemory) * pool.memory.gib();
    let month = hour * mcplan::units::Decimal::from(HOURS_PER_MONTH);
    // 24 hosts at 795.14 + 116.17 + 150 + 750 + 400 dollars.
    assert_eq!(month.round_dp(0).to_string(), "53071");
}

#[test]
fn mistakes_are_underlined() {
    let wrong = SIMPLE
        .replace("\"100 GiB\"", "\"100 Gb\"")
        .replace("reserve = 2", "reserve = \"two\"")
        .replace("pue = 1\n", "pu = 1\n")
        .replace("\"$0/kWh\"", "\"0.2\"")
        .replace("country = \"DE\"", "country = \"Germany\"");
    assert_snapshot!(load_texts(&[], &[("here.toml", &wrong)]).unwrap_err(), @r#"
error: `country` cannot be read
  ┌─ here.toml:6:11
  │
6 │ country = "Germany"
  │           ^^^^^^^^^ write two capital letters, such as DE

error: `reserve` must be a number from 0 to 10000
   ┌─ here.toml:12:11
   │
12 │ reserve = "two"
   │           ^^^^^

error: `memory` cannot be read
   ┌─ here.toml:15:10
   │
15 │ memory = "100 Gb"
   │          ^^^^^^^^ `Gb` is not a unit of data; write it as in "32 GiB"

error: `pue` is missing from `[cost]`
   ┌─ here.toml:19:2
   │
19 │ [cost]
   │  ^^^^

error: `pu` is not a key of `[cost]`
   ┌─ here.toml:24:1
   │
24 │ pu = 1
   │ ^^
   │
   = hint: did you mean `pue`?

error: `electricity` cannot be read
   ┌─ here.toml:25:15
   │
25 │ electricity = "0.2"
   │               ^^^^^ write it as in "$100/kWh"
"#);
}

#[test]
fn what_is_missing_is_named() {
    let wrong = SIMPLE.replace("[cost]", "[costs]").replace("hosts = 10", "");
    assert_snapshot!(load_texts(&[], &[("here.toml", &wrong)]).unwrap_err(), @r#"
error: the table `[cost]` is missing
  ┌─ here.toml:1:1
  │
1 │ 
  │ ^

error: `hosts` is missing from `[capacity]`
   ┌─ here.toml:10:2
   │
10 │ [capacity]
   │  ^^^^^^^^

error: `costs` is not a table of a site
   ┌─ here.toml:19:2
   │
19 │ [costs]
   │  ^^^^^
   │
   = hint: there are `[site]`, `[capacity]`, `[cost]` and `[latency]`
"#);
    assert_snapshot!(load_texts(&[], &[("here.toml", "[site\n")]).unwrap_err(), @r#"
error: the file is not valid TOML
  ┌─ here.toml:1:6
  │
1 │ [site
  │      ^ unclosed table, expected `]`
"#);
}

#[test]
fn stated_latency_needs_known_sites() {
    let wrong = format!("{SIMPLE}\n[latency]\ninside = \"1\"\n\"aws:eu-central1\" = \"2ms\"\n");
    assert_snapshot!(load_texts(&["aws"], &[("here.toml", &wrong)]).unwrap_err(), @r#"
error: `inside` cannot be read
   ┌─ here.toml:39:10
   │
39 │ inside = "1"
   │          ^^^ `` is not a unit of latency; write it as in "25ms"

error: unknown site `aws:eu-central1`
   ┌─ here.toml:40:1
   │
40 │ "aws:eu-central1" = "2ms"
   │ ^^^^^^^^^^^^^^^^^
   │
   = hint: did you mean `aws:eu-central-1`?
"#);
    let right = format!(
        "{SIMPLE}\n[latency]\n\"aws:eu-central-1\" = \"1.5ms\"\n\"azure:westeurope\" = \"9ms\"\n"
    );
    let catalog = load_texts(&["aws"], &[("here.toml", &right)]).unwrap();
    let id = |code| catalog.find(code).unwrap();
    let rtt = catalog.rtt(id("aws:eu-central-1"), id("onprem:here")).unwrap();
    assert_eq!((rtt.millis.to_string(), rtt.basis.name()), ("1.5ms".to_owned(), "measured"));
}

#[test]
fn two_files_of_a_user_are_two_sites() {
    let drawn = load_texts(&[], &[("a.toml", SIMPLE), ("b.toml", SIMPLE)]).unwrap_err();
    assert_snapshot!(drawn, @r#"
error: two files describe `onprem:here`
  ┌─ b.toml:2:2
  │
2 │ [site]
  │  ^^^^
  │
  ┌─ a.toml:2:2
  │
2 │ [site]
  │  ---- first here
  │
  = hint: give each site a code of its own
"#);
    // A copy of a shipped example replaces it.
    let copy = SIMPLE.replace("onprem:here", "onprem:fra1");
    let catalog = load_texts(&["onprem/frankfurt"], &[("mine.toml", &copy)]).unwrap();
    let site = catalog.find("onprem:fra1").unwrap();
    assert_eq!(catalog.site(site).name, "Here");
}

#[test]
fn extreme_figures_do_not_overflow() {
    let rich = SIMPLE
        .replace("\"$8760\"", "\"$1000000000\"")
        .replace("hosts = 10\n", "hosts = 100000\n")
        .replace("\"0 W\"", "\"1000000000 W\"")
        .replace("\"$0/kWh\"", "\"$1000000000/kWh\"")
        .replace("\"100 GiB\"", "\"1 PB\"")
        .replace("\"50%\"", "\"100%\"");
    let catalog = load_texts(&[], &[("here.toml", &rich)]).unwrap();
    let site = catalog.find("onprem:here").unwrap();
    assert!(catalog.tariff(site, Meter::PoolVcpu, Form::Single).is_some());
    for wrong in ["\"$10000000000\"", "\"$-1\"", "\"$1e9\"", "\"$\"", "8760", "\"\""] {
        let text = SIMPLE.replace("\"$8760\"", wrong);
        assert!(load_texts(&[], &[("here.toml", &text)]).is_err(), "{wrong}");
    }
}
