//! Round-trip times between regions.

use std::collections::BTreeMap;

use crate::Failure;
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Line, Sheet};

/// Which fit of the figures serves which scope of the catalog.
const FITS: &[(&str, &str)] =
    &[("any", "all"), ("across", "cross measured"), ("aws", "aws-aws"), ("azure", "azure-azure")];

/// `common/latency.csv`, `common/latency_modelled.csv`, `common/latency_fit.csv`.
pub fn write(figures: &Figures, files: &mut Files) -> Result<(), Failure> {
    files.add("common/latency.csv", measured(&figures.sheet("facts/latency.csv")?));
    files.add(
        "common/latency_modelled.csv",
        modelled(&figures.sheet("facts/latency_modelled.csv")?),
    );
    files.add("common/latency_fit.csv", fits(&figures.sheet("facts/latency_model_fit.csv")?));
    Ok(())
}

/// One row a pair, with both directions where both were measured. Times within a region are left out:
/// they were taken against a public endpoint, not between two machines.
fn measured(sheet: &Sheet) -> Draft {
    let mut pairs: BTreeMap<(String, String), [String; 3]> = BTreeMap::new();
    for line in sheet.rows().filter(|line| line.get("kind") == "measured") {
        let (from, to) = (code(line, "src"), code(line, "dst"));
        let there = from < to;
        let pair = if there { (from, to) } else { (to, from) };
        let entry = pairs.entry(pair).or_default();
        line.get("rtt_ms").clone_into(&mut entry[usize::from(!there)]);
        line.get("dataset").clone_into(&mut entry[2]);
    }
    let headers = [
        ("unit", "milliseconds, median round-trip time in each direction"),
        ("as-of", "2022-04-16 (skyplane-ping), 2026 (others)"),
    ];
    let mut draft = Draft::new("latency", &headers, &["a", "b", "rtt_ms", "back_ms", "source"]);
    for ((a, b), [rtt, back, source]) in &pairs {
        let (rtt, back) = if rtt.is_empty() { (back, rtt) } else { (rtt, back) };
        let back = if back == rtt { "" } else { back };
        draft.row(&[a, b, rtt, back, source]);
    }
    draft
}

fn code(line: Line<'_>, end: &str) -> String {
    format!("{}:{}", line.get(&format!("{end}_provider")), line.get(&format!("{end}_region")))
}

fn modelled(sheet: &Sheet) -> Draft {
    let headers = [
        ("unit", "milliseconds, estimated round-trip time"),
        ("as-of", "2026-11-22"),
        (
            "source",
            "latency-model: the measured time of regions in the same metro area, else the distance",
        ),
    ];
    let mut rows: Vec<[String; 3]> = sheet
        .rows()
        .map(|line| {
            let (a, b) = (code(line, "a"), code(line, "b"));
            let (a, b) = if a < b { (a, b) } else { (b, a) };
            [a, b, line.get("rtt_ms_est").to_owned()]
        })
        .collect();
    rows.sort();
    let mut draft = Draft::new("latency-modelled", &headers, &["a", "b", "rtt_ms"]);
    for [a, b, rtt] in &rows {
        draft.row(&[a, b, rtt]);
    }
    draft
}

fn fits(sheet: &Sheet) -> Draft {
    let headers = [
        ("unit", "milliseconds at no distance, and per 1000 km of great-circle distance"),
        ("as-of", "2026-11-22"),
        ("source", "latency-model: least relative error over the measured pairs"),
    ];
    let columns = ["scope", "base_ms", "ms_per_1000km", "note"];
    let mut draft = Draft::new("latency-fit", &headers, &columns);
    for (scope, figure) in FITS {
        let fit = sheet.rows().find(|l| l.get("scope") == *figure && l.get("fit") == "rel_l1");
        if let Some(line) = fit {
            let [pairs, error] = ["n", "med_rel"].map(|column| line.get(column));
            let note = format!("{pairs} pairs; median relative error {error}");
            draft.row(&[scope, line.get("a"), line.get("b_ms_per_1000km"), &note]);
        }
    }
    draft
}
