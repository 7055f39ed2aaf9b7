//! A gazetteer made by hand, and the short way from a text to its outcome.

use mcplan::diag::{Diagnostics, Sources, render};
use mcplan::plan::{Gazetteer, Topology, check, parse};
use mcplan::units::Decimal;

/// Sites with their position in hundredths of degrees; zones of law; cities.
pub fn gazetteer() -> Gazetteer {
    let sites = [
        ("aws:eu-central-1", 5011, 868),
        ("aws:eu-central-2", 4738, 854),
        ("aws:eu-north-1", 5933, 1809),
        ("aws:eu-south-1", 4546, 919),
        ("aws:eu-south-2", 4179, -89),
        ("aws:eu-west-1", 5335, -627),
        ("aws:eu-west-2", 5151, -13),
        ("aws:eu-west-3", 4886, 235),
        ("aws:us-east-1", 3903, -7746),
        ("azure:germanywestcentral", 5011, 868),
        ("azure:northeurope", 5335, -626),
        ("azure:swedencentral", 6067, 1714),
        ("azure:uksouth", 5151, -13),
        ("azure:westeurope", 5237, 490),
        ("onprem:fra1", 5011, 868),
    ];
    let cities = [
        ("Dublin", 5335, -627),
        ("Frankfurt", 5011, 868),
        ("London", 5151, -13),
        ("Paris", 4886, 235),
    ];
    let position = |north, east| (Decimal::new(north, 2), Decimal::new(east, 2));
    let places = cities.into_iter().chain(sites);
    Gazetteer {
        sites: sites.map(|(code, ..)| code.to_owned()).to_vec(),
        residency_zones: ["country:DE", "country:IE", "eea", "eu"].map(str::to_owned).to_vec(),
        engines: ["kafka", "mongodb", "postgres", "redis", "valkey"].map(str::to_owned).to_vec(),
        realisations: ["rds", "self-hosted"].map(str::to_owned).to_vec(),
        places: places.map(|(name, n, e)| (name.to_owned(), position(n, e))).collect(),
    }
}

/// Parses and checks a text.
pub fn outcome(text: &str) -> (Sources, Result<(Topology, Diagnostics), Diagnostics>) {
    let mut sources = Sources::default();
    let id = sources.add("plan.toml", text);
    let checked = parse(id, &sources).and_then(|doc| check(&doc, &gazetteer()));
    (sources, checked)
}

/// The topology of a text without errors.
pub fn topology(text: &str) -> Topology {
    match outcome(text) {
        (_, Ok((topology, _))) => topology,
        (sources, Err(findings)) => panic!("{}", render(&findings, &sources)),
    }
}

/// Everything there is to say about a text, as the user would see it.
pub fn report(text: &str) -> String {
    let (sources, checked) = outcome(text);
    let findings = match checked {
        Ok((_, warnings)) => warnings,
        Err(findings) => findings,
    };
    render(&findings, &sources)
}

/// A plan around a few lines: the header before them and, if they define none, a service after them.
pub fn plan(lines: &str) -> String {
    let web = "\n[services.web]\nkind = \"vm\"\ncpu = 2\nmemory = \"4 GiB\"\n";
    let service = if lines.contains("[services.") { "" } else { web };
    format!("[plan]\nname = \"t\"\n\n{}\n{service}", lines.trim())
}

/// The report on a plan around a few lines.
pub fn report_on(lines: &str) -> String {
    report(&plan(lines))
}

/// The file of the repository at this path.
pub fn repository_file(path: &str) -> String {
    let full = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&full).unwrap_or_else(|error| panic!("{}: {error}", full.display()))
}
