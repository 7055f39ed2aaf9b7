//! `docs/kinds.md` says what the program and its catalogs know of each kind. `UPDATE_DOCS=1` writes its
//! tables anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use mcplan::catalog::{Catalog, Ports, bundled_names, load};
use mcplan::plan::{Fallback, Key, Measure, keys};
use mcplan::terms::{Kind, Provider};

fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/kinds.md")
}

/// How a quantity is written.
fn written(measure: Measure) -> String {
    match measure {
        Measure::Rate => "a rate".to_owned(),
        Measure::Events => "a whole number a month".to_owned(),
        Measure::Traffic => "traffic".to_owned(),
        Measure::Data | Measure::SmallData => "data".to_owned(),
        Measure::Time => "a time".to_owned(),
        Measure::Days => "days".to_owned(),
        Measure::Whole(most) => format!("a whole number up to {most}"),
        Measure::Processors => "a number of processors".to_owned(),
        Measure::Factor => "a factor, at least 1".to_owned(),
        Measure::Share => "a share".to_owned(),
        Measure::Flag => "true or false".to_owned(),
        Measure::Word(words) => {
            let words: Vec<String> =
                words.iter().map(|(word, _)| format!("`\"{word}\"`")).collect();
            words.join(", ")
        }
    }
}

/// What holds if a key is left out, in the base unit of its term.
fn fallback(key: &Key) -> String {
    match key.fallback {
        Fallback::Required => "required".to_owned(),
        Fallback::From(_) => "from the other keys".to_owned(),
        Fallback::Milli(milli) => {
            let whole = milli / 1_000;
            let part = milli % 1_000;
            if part == 0 { whole.to_string() } else { format!("{whole}.{part:03}") }
        }
    }
}

/// Where a product answers.
fn ports(ports: &Ports) -> String {
    match ports {
        Ports::Asked => "any".to_owned(),
        Ports::Closed => "none".to_owned(),
        Ports::Fixed(ports) => ports.iter().map(u16::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn table(catalog: &Catalog, kind: Kind) -> String {
    let mut out = String::new();
    if !keys(kind).is_empty() {
        out.push_str("| key | written as | default | term in formulas |\n|---|---|---|---|\n");
        for key in keys(kind) {
            let (measure, default) = (written(key.measure), fallback(key));
            let _ = writeln!(out, "| `{}` | {measure} | {default} | `{}` |", key.key, key.term);
        }
        out.push('\n');
    }
    let products: Vec<_> = Provider::ALL
        .iter()
        .flat_map(|&provider| catalog.realisations_of(provider, kind).map(|(_, one)| one))
        .collect();
    if !products.is_empty() {
        out.push_str(
            "| provider | realisation | engine | port | product | billed for |\n|---|---|---|---|---|---|\n",
        );
        for one in products {
            let mut billed: Vec<String> = Vec::new();
            if let Some(nodes) = &one.nodes {
                billed.push(format!("nodes ({})", nodes.list));
                billed.extend(nodes.disk_gib.as_ref().map(|_| "disks".to_owned()));
            }
            for component in &one.components {
                let title = catalog.meter_info(component.meter).map(|info| info.title.clone());
                billed.extend(title.filter(|title| !billed.contains(title)));
            }
            let billed = if billed.is_empty() { "nothing".to_owned() } else { billed.join(", ") };
            let _ = writeln!(
                out,
                "| {} | `{}` | `{}` | {} | {} | {billed} |",
                one.provider,
                one.name,
                one.engine,
                ports(&one.ports),
                one.title
            );
        }
    }
    out
}

const COVERAGE: &str = "# Coverage\n\nWhich kinds have a price where: `mcplan catalog check --coverage --markdown`. A product without a price at a site is\nno candidate there. Sites that are not open to everybody are left out.\n\n";

#[test]
fn the_page_of_coverage_is_what_the_catalogs_hold() {
    let mut sources = mcplan::diag::Sources::default();
    let catalog = load(&bundled_names(), Vec::new(), &mut sources).expect("the catalogs");
    let table = mcplan::report::coverage_markdown(&mcplan::catalog::coverage(&catalog));
    let page = page().with_file_name("coverage.md");
    let made = format!("{COVERAGE}{table}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&page, &made).expect("a writable page");
        return;
    }
    let text = std::fs::read_to_string(&page).expect("docs/coverage.md");
    assert!(made == text, "docs/coverage.md is out of date; run this test with UPDATE_DOCS=1");
}

#[test]
fn the_page_of_kinds_is_what_the_program_knows() {
    let text = std::fs::read_to_string(page()).expect("docs/kinds.md");
    let mut sources = mcplan::diag::Sources::default();
    let catalog = load(&bundled_names(), Vec::new(), &mut sources).expect("the catalogs");
    let mut made = text.clone();
    for &kind in Kind::ALL {
        let open = format!("<!-- table: {kind} -->\n");
        let Some(start) = made.find(&open) else {
            let elsewhere = [Kind::Vm, Kind::Postgres, Kind::Mysql];
            assert!(elsewhere.contains(&kind), "docs/kinds.md says nothing of {kind}");
            continue;
        };
        let start = start + open.len();
        let end = start + made[start..].find("<!-- end -->").expect("an end");
        made.replace_range(start..end, &format!("\n{}\n", table(&catalog, kind)));
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(page(), &made).expect("a writable page");
        return;
    }
    assert!(made == text, "docs/kinds.md is out of date; run this test with UPDATE_DOCS=1");
}
