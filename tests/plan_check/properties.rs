//! Properties over generated texts: no panic, every place inside the file, order without meaning.

use mcplan::diag::{Diagnostics, Sources, render};
use mcplan::plan::Topology;
use proptest::prelude::*;

use crate::support::{outcome, repository_file};

const SHIPPED: [&str; 4] = ["quickstart", "web-shop", "data-residency", "infeasible"];

fn shipped(index: usize) -> String {
    repository_file(&format!("plans/{}.toml", SHIPPED[index % SHIPPED.len()]))
}

/// Cases enough to find something, few enough to run each time; no files of past failures.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() }
}

/// Checks a text and asserts that every finding can be drawn inside it.
fn examine(text: &str) -> Result<(), TestCaseError> {
    let (sources, checked) = outcome(text);
    let findings = match checked {
        Ok((_, warnings)) => warnings,
        Err(findings) => {
            prop_assert!(findings.has_errors());
            findings
        }
    };
    assert_inside(&findings, &sources, text)?;
    prop_assert_eq!(render(&findings, &sources).is_empty(), findings.is_empty());
    Ok(())
}

fn assert_inside(
    findings: &Diagnostics,
    sources: &Sources,
    text: &str,
) -> Result<(), TestCaseError> {
    for label in findings.sorted().iter().flat_map(|finding| &finding.labels) {
        let (start, end) = (label.span.start as usize, label.span.end as usize);
        prop_assert!(start <= end && end <= text.len(), "{label:?}");
        prop_assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{label:?}");
        prop_assert_eq!(sources.range(label.span), Some(start..end));
    }
    Ok(())
}

/// Pieces that are likely to confuse a reader when they replace a piece of a plan.
fn shards() -> impl Strategy<Value = String> {
    let odd = [
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        "\"",
        "\"\"\"",
        "'",
        "\n",
        ".",
        ",",
        "#",
        "nan",
        "-inf",
        "1e400",
        "-1",
        "0",
        "0.1",
        "99999999999999999999",
        "1979-05-27T07:32:00Z",
        "true",
        "\"\"",
        "\"é\u{202e}\"",
        "\"\\u0000\"",
        "\"users.\"",
        "\"*\"",
        "[[]]",
        "[{}]",
        "{}",
        "\"internet\"",
        "\u{feff}",
        "\r",
    ];
    prop_oneof![
        proptest::sample::select(odd.to_vec()).prop_map(str::to_owned),
        "\\PC{0,12}",
        Just(String::new()),
    ]
}

/// Replaces a run of bytes by a shard, at character boundaries.
fn mutated(mut text: String, mutations: Vec<(prop::sample::Index, usize, String)>) -> String {
    for (at, length, shard) in mutations {
        let boundary = |text: &str, mut i: usize| {
            while !text.is_char_boundary(i) {
                i -= 1;
            }
            i
        };
        let start = boundary(&text, at.index(text.len() + 1));
        let end = boundary(&text, (start + length).min(text.len())).max(start);
        text.replace_range(start..end, &shard);
    }
    text
}

/// A topology without its places, with its requirements in words.
fn meaning(mut topology: Topology) -> (Vec<String>, String) {
    let requirements = topology.requirements.iter();
    let mut words: Vec<String> = requirements.map(|r| r.rule.describe(&topology)).collect();
    words.sort();
    topology.requirements.clear();
    topology.reindex();
    let shown = format!("{topology:?}");
    let mut parts = shown.split("Span { source");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('}').map_or(part, |(_span, after)| after));
    (words, rest.fold(first, |text, part| text + part))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_refused_or_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        examine(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn any_toml_like_text_is_refused_or_read_without_a_panic(pieces in prop::collection::vec(shards(), 0..60)) {
        examine(&pieces.concat())?;
    }

    #[test]
    fn mutated_plans_are_refused_or_read_without_a_panic(
        plan in 0..SHIPPED.len(),
        mutations in prop::collection::vec((any::<prop::sample::Index>(), 0..30_usize, shards()), 1..6),
    ) {
        examine(&mutated(shipped(plan), mutations))?;
    }

    #[test]
    fn the_order_of_sections_means_nothing(plan in 0..SHIPPED.len(), seed in any::<u64>()) {
        let text = shipped(plan);
        let (flows, mut sections): (Vec<String>, Vec<String>) =
            sections(&text).into_iter().partition(|section| section.starts_with("[[flows]]"));
        // Flows are a list: their order is theirs to keep, though not their place among the sections.
        let key = |section: &String| {
            let bytes = section.bytes().take(60);
            bytes.fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        };
        sections.sort_by_key(key);
        let shuffled = flows.concat() + &sections.concat();
        let original = outcome(&text).1.expect("shipped plans are valid").0;
        let (_, checked) = outcome(&shuffled);
        prop_assert!(checked.is_ok(), "{shuffled}");
        if let Ok((topology, _)) = checked {
            prop_assert_eq!(meaning(topology), meaning(original));
        }
    }
}

/// A plan cut before each header.
fn sections(text: &str) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match sections.last_mut() {
            Some(last) if !line.starts_with('[') => last.push_str(line),
            None if !line.starts_with('[') => {}
            _ => sections.push(line.to_owned()),
        }
    }
    sections
}
