//! Sites, the cities they name, and the zones of law they lie in.

use std::collections::BTreeMap;

use crate::Failure;
use crate::output::{Draft, Files};
use crate::sheet::{Figures, Line, Sheet};

/// How many zones a region has, by `provider:region`.
pub type Zones = BTreeMap<String, u32>;

/// Continents that the figures place in exactly one of Azure's groups; Asia is split over several.
const GROUP_OF_CONTINENT: &[(&str, &str)] = &[
    ("Africa", "africa"),
    ("Europe", "europe"),
    ("North America", "north-america"),
    ("Oceania", "oceania"),
    ("South America", "south-america"),
];

/// `aws/sites.csv`, `azure/sites.csv`, `common/places.csv`, `common/residency.csv`.
pub fn write(figures: &Figures, files: &mut Files) -> Result<Zones, Failure> {
    let regions = figures.sheet("facts/regions.csv")?;
    let groups = figures.sheet("prices/azure_region_groups.csv")?;
    for provider in ["aws", "azure"] {
        write_sites(provider, &regions, &groups, files);
    }
    write_places(&regions, files);
    write_residency(&figures.sheet("facts/residency.csv")?, files);
    let zones = regions.rows().map(|line| (code(line), line.get("zones").parse().unwrap_or(0)));
    Ok(zones.collect())
}

fn code(line: Line<'_>) -> String {
    format!("{}:{}", line.get("provider"), line.get("region_code"))
}

fn write_sites(provider: &str, regions: &Sheet, groups: &Sheet, files: &mut Files) {
    let headers = [
        ("provider", provider),
        ("as-of", "2026-11"),
        ("source", "regions"),
        (
            "note",
            "zones: 0 or empty is read as 1; group: Azure's continent group for transfer prices",
        ),
    ];
    let columns = [
        "site",
        "name",
        "city",
        "country",
        "latitude",
        "longitude",
        "zones",
        "partition",
        "open",
        "group",
        "note",
    ];
    let mut draft = Draft::new("sites", &headers, &columns);
    let mut lines: Vec<Line<'_>> =
        regions.rows().filter(|l| l.get("provider") == provider).collect();
    lines.sort_by_key(|line| line.get("region_code"));
    for line in lines {
        let open = line.get("status") == "ga" && line.get("access") == "open";
        let group = if provider == "azure" { group(line, groups) } else { "" };
        draft.row(&[
            line.get("region_code"),
            line.get("display_name"),
            &short_city(line.get("city")),
            line.get("country_iso"),
            line.get("latitude"),
            line.get("longitude"),
            line.get("zones"),
            line.get("partition"),
            if open { "yes" } else { "no" },
            group,
            line.get("note"),
        ]);
    }
    files.add(format!("{provider}/sites.csv"), draft);
}

/// The group that the figures state, else that of the continent where there is only one.
fn group<'s>(line: Line<'s>, groups: &'s Sheet) -> &'s str {
    let stated = groups.rows().find(|row| row.get("region") == line.get("region_code"));
    match stated.map_or("", |row| row.get("continent_group")) {
        "" => {
            let continent = line.get("continent");
            GROUP_OF_CONTINENT
                .iter()
                .find(|(name, _)| *name == continent)
                .map_or("", |(_, group)| group)
        }
        group => group,
    }
}

/// "Tokyo, Saitama" is Tokyo: the first city named.
fn short_city(city: &str) -> String {
    city.split(',').next().unwrap_or_default().trim().to_owned()
}

fn write_places(regions: &Sheet, files: &mut Files) {
    let headers = [
        ("source", "regions"),
        ("note", "a city has the position of the first region that names it"),
    ];
    let mut draft = Draft::new("places", &headers, &["city", "latitude", "longitude"]);
    let mut places: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    for line in regions.rows().filter(|line| !line.get("latitude").is_empty()) {
        let city = short_city(line.get("city"));
        let name = name_before(&city);
        if !name.is_empty() {
            places.entry(name).or_insert((line.get("latitude"), line.get("longitude")));
        }
    }
    for (city, (latitude, longitude)) in &places {
        draft.row(&[city, latitude, longitude]);
    }
    files.add("common/places.csv", draft);
}

/// The name before a remark in brackets or a second name: "Columbus (Ohio)", "Umatilla/Boardman".
fn name_before(city: &str) -> String {
    city.split(" (").next().and_then(|name| name.split('/').next()).unwrap_or(city).to_owned()
}

fn write_residency(sheet: &Sheet, files: &mut Files) {
    let headers = [("as-of", "2026-11"), ("source", "residency")];
    let mut draft = Draft::new("residency", &headers, &["zone", "site", "evidence"]);
    let row = |line: Line<'_>| {
        let note = line.get("note");
        let note = if note.is_empty() { String::new() } else { format!("; {note}") };
        // The figures' own file of regions means nothing to a reader of the catalog.
        let source = line.get("source").replace("regions.csv", "country of the region");
        let evidence = format!("{}: {source}{note}", line.get("zone_label"));
        (line.get("zone").to_owned(), code(line), evidence)
    };
    let mut rows: Vec<(String, String, String)> = sheet.rows().map(row).collect();
    rows.sort();
    for (zone, site, evidence) in &rows {
        draft.row(&[zone, site, evidence]);
    }
    files.add("common/residency.csv", draft);
}

#[cfg(test)]
mod tests {
    use super::{name_before, short_city};

    #[test]
    fn cities_have_one_name() {
        assert_eq!(short_city("Tokyo, Saitama"), "Tokyo");
        assert_eq!(name_before("Umatilla/Boardman (Oregon)"), "Umatilla");
        assert_eq!(name_before("Columbus (Ohio)"), "Columbus");
    }
}
