//! The sites of the catalogs, one a line.

use crate::catalog::Catalog;
use crate::terms::{NodeList, SitePattern};

use super::number::count;
use super::section::Section;
use super::table::{Align, Table};

const COLUMNS: &[(&str, Align)] = &[
    ("Site", Align::Left),
    ("Name", Align::Prose),
    ("Country", Align::Left),
    ("Zones", Align::Right),
    ("VM offers", Align::Right),
    ("Database offers", Align::Right),
    ("Open", Align::Left),
];

/// The sites whose code fits, with their numbers of offers.
#[must_use]
pub fn site_list(catalog: &Catalog, pattern: &SitePattern) -> String {
    let mut table = Table::new(COLUMNS);
    let (mut sites, mut vms, mut databases) = (0, 0, 0);
    for id in catalog.site_ids().filter(|&id| pattern.matches(&catalog.site(id).code)) {
        let site = catalog.site(id);
        let vm = catalog.vm_offers(id).len();
        let database =
            [NodeList::Postgres, NodeList::Mysql].map(|list| catalog.offers(id, list).len());
        let database = database.iter().sum();
        (sites, vms, databases) = (sites + 1, vms + vm, databases + database);
        table.row([
            site.code.clone(),
            site.name.clone(),
            site.country.clone(),
            count(site.zones as usize),
            count(vm),
            count(database),
            if site.open { "yes" } else { "no" }.to_owned(),
        ]);
    }
    if table.is_empty() {
        return Section::new("Sites").say(format!("No site fits {pattern}.")).text();
    }
    let [none_a, none_b, none_c, none_d] = [const { String::new() }; 4];
    let total = crate::diag::count(sites, "site");
    table.totals([total, none_a, none_b, none_c, count(vms), count(databases), none_d]);
    Section::new("Sites").table(table).text()
}
