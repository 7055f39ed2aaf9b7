//! Sites where a price holds that is listed for an area, or for all the world.
//!
//! Content delivery is priced by the place that answers, which is near the users. A catalog prices sites, so
//! each site has the price of the area that it lies in: right as far as its users are near it.

use crate::sheet::{Line, Sheet};

/// `CloudFront`: areas as on its pricing page and in the price classes of its developer guide, by country.
/// Countries of Europe are found by their continent.
const EDGES: &[(&str, &[&str])] = &[
    ("edge:united_states", &["US", "MX"]),
    ("edge:canada", &["CA"]),
    ("edge:eu", &["IL"]),
    ("edge:japan", &["JP"]),
    ("edge:australia", &["AU", "NZ"]),
    ("edge:india", &["IN"]),
    ("edge:middle_east", &["AE", "BH", "SA"]),
    ("edge:south_africa", &["ZA"]),
    ("edge:south_america", &["BR", "CL"]),
    ("edge:asia_pacific", &["HK", "ID", "KR", "MY", "SG", "TH", "TW"]),
];

/// Front Door: zones 1 to 5 by country, as Microsoft names them for content delivery (MicrosoftDocs/azure-docs
/// articles/cdn/cdn-billing.md, 2026-02-28: North America and Europe; Asia Pacific; South America; Australia and
/// New Zealand; India). The Middle East and Africa are left out: that page counts them to zone 1, but the price list
/// has three zones more, which no page names. Countries of North America and Europe are found by their continent.
const FRONT_DOOR_ZONES: &[(&str, &[&str])] = &[
    ("zone:zone_2", &["HK", "ID", "JP", "KR", "MY", "SG", "TW"]),
    ("zone:zone_3", &["BR", "CL"]),
    ("zone:zone_4", &["AU", "NZ"]),
    ("zone:zone_5", &["IN"]),
];

/// Services that the Azure price list has for all regions, though the source read them through one. Azure DNS is
/// listed for zones, of which zone 1 is every public region but those of Germany; Traffic Manager and NAT gateways are
/// global (infracost/infracost: `internal/resources/azure/dns_zone.go` and `traffic_manager_profile.go`,
/// `internal/providers/terraform/azure/nat_gateway.go`).
const EVERYWHERE: &[&str] = &["dns", "nat_gateway", "traffic_manager"];

/// The sites of a provider at which a listed price holds.
pub fn sites<'s>(provider: &str, line: Line<'s>, regions: &'s Sheet) -> Vec<&'s str> {
    let region = line.get("region");
    if region == "global" {
        return vec!["*"];
    }
    let here = || {
        let all = regions.rows();
        all.filter(|site| site.get("provider") == provider && is_public(*site))
    };
    let code = |site: Line<'s>| site.get("region_code");
    if region.starts_with("edge:") {
        return here().filter(|site| edge(*site) == Some(region)).map(code).collect();
    }
    if region.starts_with("zone:") {
        return here().filter(|site| front_door_zone(*site) == Some(region)).map(code).collect();
    }
    if provider == "azure" && EVERYWHERE.contains(&line.get("service")) {
        let german = |site: &Line<'_>| site.get("country_iso") == "DE";
        if region.starts_with("germany") {
            return here().filter(german).map(code).collect();
        }
        return here().filter(|site| !german(site)).map(code).collect();
    }
    vec![region]
}

fn is_public(site: Line<'_>) -> bool {
    matches!(site.get("partition"), "aws" | "azure")
}

fn edge(site: Line<'_>) -> Option<&'static str> {
    let country = site.get("country_iso");
    let found = EDGES.iter().find(|(_, countries)| countries.contains(&country));
    let area = found.map(|(area, _)| *area);
    area.or_else(|| (site.get("continent") == "Europe").then_some("edge:eu"))
}

fn front_door_zone(site: Line<'_>) -> Option<&'static str> {
    let country = site.get("country_iso");
    let found = FRONT_DOOR_ZONES.iter().find(|(_, countries)| countries.contains(&country));
    let zone = found.map(|(zone, _)| *zone);
    let first = matches!(site.get("continent"), "Europe" | "North America");
    zone.or_else(|| first.then_some("zone:zone_1"))
}
