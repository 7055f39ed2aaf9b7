//! Large and deep inputs: they end, and they end in time.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::{outcome, report, topology};

/// Generous: a slow machine takes a tenth of it without optimisation.
const PATIENCE: Duration = Duration::from_secs(30);

fn many_services(count: usize, service: impl Fn(usize) -> String) -> String {
    let mut text = String::from("[plan]\nname = \"many\"\n");
    for i in 0..count {
        text.push_str(&service(i));
    }
    text
}

#[test]
fn ten_thousand_services_are_read() {
    let start = Instant::now();
    let text = many_services(10_000, |i| {
        let (name, next) = (format!("s{i:05}"), format!("s{:05}", (i + 1) % 10_000));
        format!(
            "[services.{name}]\nkind = \"vm\"\ncpu = 1\nmemory = \"1 GiB\"\npin = \"aws:eu-*\"\n\
             survives = \"region\"\nrto = \"{} s\"\n[[flows]]\nfrom = \"{name}\"\nto = \"{next}\"\nvolume = \"1 GB/month\"\n",
            20_000 - i
        )
    });
    let topology = topology(&text);
    assert_eq!((topology.services.len(), topology.flows.len()), (10_000, 10_000));
    // Each asks two things itself, and the hastiest asks the same haste of all others in the ring.
    let hastened = topology.requirements.iter().filter(|r| r.on_behalf_of.is_some()).count();
    assert_eq!(hastened, 9_999);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn ten_thousand_mistakes_are_reported() {
    let start = Instant::now();
    let text = many_services(10_000, |i| {
        format!(
            "[services.s{i:05}]\nkind = \"load-balancer\"\n\
             [[flows]]\nfrom = \"s{i:05}\"\nto = \"t{i:05}\"\nvolume = \"1 GB/month\"\n"
        )
    });
    assert_eq!(report(&text).matches("names no service").count(), 10_000);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn deep_nesting_is_refused_without_a_crash() {
    for deep in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{ a = ".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        format!("[[{}a]]", "a.".repeat(100_000)),
    ] {
        assert!(outcome(&deep).1.is_err());
    }
}

#[test]
fn long_texts_are_refused_in_one_finding() {
    let mut text = String::from("[plan]\nname = \"");
    for _ in 0..100_000 {
        write!(text, "long ").expect("writing to a string succeeds");
    }
    text.push_str("\"\n[services.web]\nkind = \"load-balancer\"\n");
    let (_, checked) = outcome(&text);
    assert_eq!(checked.expect_err("the name is too long").len(), 1);
}
