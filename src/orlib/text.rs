//! An instance as a plan and the tables of its catalog.
//!
//! Every service is one machine, and every service has a type of machine that only itself fits: of two types one has more
//! memory, the other more graphics processors. A type's price by site is what serving the service from there costs, its
//! processors are what that takes, and a quota is what the site has. What opening a site costs is the price of its way to
//! the internet, which all machines use.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::units::{Decimal, HOURS_PER_MONTH};

use super::instance::{Instance, numbered};

/// The head of tables that are of one provider.
const PROVIDER: &str = "# provider: aws\n";

/// Digits that a price may have in the tables.
const DIGITS: u32 = 18;

/// The files of an instance by path: `plan.toml`, and the tables in `catalog/`.
#[must_use]
pub fn files(instance: &Instance) -> BTreeMap<String, String> {
    let sites: Vec<String> =
        (0..instance.opening.len()).map(|at| numbered('f', at, instance.opening.len())).collect();
    let mut files = BTreeMap::from([("plan.toml".to_owned(), plan(instance, &sites))]);
    let mut table = |name: &str, header: &str, columns: &str, rows: &str| {
        let table = name.split('/').next().unwrap_or(name);
        let text = format!(
            "# table: {table}\n{header}# as-of: 1990-01-01\n# source: OR-Library {}\n{columns}\n{rows}",
            instance.name
        );
        files.insert(format!("catalog/{name}.csv"), text);
    };
    let of_sites = |row: &dyn Fn(&str, usize) -> String| -> String {
        sites.iter().enumerate().map(|(at, site)| row(site, at)).collect()
    };
    let columns = "site,name,city,country,latitude,longitude,zones,partition,open,group,note";
    let rows = of_sites(&|site, _| {
        format!("{site},Site {site},Site {site},GB,51.5,-0.5,1,orlib,yes,orlib,\n")
    });
    table("sites", PROVIDER, columns, &rows);
    table("skus", PROVIDER, "sku,vcpu,memory_gib,arch,gpus,family", &skus(instance, &sites));
    for (at, site) in sites.iter().enumerate() {
        let header = format!("# site: aws:{site}\n");
        table(&format!("vm/{site}"), &header, "sku,on-demand", &offers(instance, at, site));
    }
    let rows = of_sites(&|site, _| format!("{site},disk,,GB-month,free,,orlib\n"));
    table("disks", PROVIDER, "site,sku,size_gib,unit,price,as_of,source", &rows);
    table("sla", "", "provider,kind,form,percent,source", "aws,vm,single,99.9,orlib\n");
    if instance.has_openings() {
        let gateway = |site: &str, at: usize| {
            let price = price(instance.opening[at]);
            format!(
                "nat,,{site},opening,hour,,{price}\nnat-data,,{site},data,GB,,free\n\
                 public-ip,,{site},address,hour,,free\n"
            )
        };
        table(
            "services",
            PROVIDER,
            "meter,form,site,sku,unit,tier_from,price",
            &of_sites(&gateway),
        );
        let rows = of_sites(&|site, _| format!("{site},internet,,free,,,orlib\n"));
        table("transfer", PROVIDER, "from,to,tier_from,price,scope,as_of,source", &rows);
    }
    files
}

impl Instance {
    fn has_openings(&self) -> bool {
        self.opening.iter().any(|cost| !cost.is_zero())
    }

    /// Whether what serving something takes depends on the site.
    fn takes_by_site(&self) -> bool {
        self.services.iter().any(|service| service.takes.windows(2).any(|pair| pair[0] != pair[1]))
    }

    /// The type of machine of a service at a site.
    fn machine(&self, service: usize, site: &str) -> String {
        let name = &self.services[service].name;
        if self.takes_by_site() { format!("{name}.{site}") } else { name.clone() }
    }
}

fn skus(instance: &Instance, sites: &[String]) -> String {
    let many = instance.services.len();
    let mut rows = String::new();
    let apart = instance.takes_by_site();
    let kinds = if apart { sites } else { &sites[..1] };
    for (at, service) in instance.services.iter().enumerate() {
        for (site, code) in kinds.iter().enumerate() {
            let vcpus = service.takes.get(site).copied().unwrap_or(1);
            let name = instance.machine(at, code);
            let _ = writeln!(rows, "{name},{vcpus},{},x86_64,{},orlib", many - at, at + 1);
        }
    }
    rows
}

fn offers(instance: &Instance, at: usize, site: &str) -> String {
    let mut rows = String::new();
    for (i, service) in instance.services.iter().enumerate() {
        let _ = writeln!(rows, "{},{}", instance.machine(i, site), price(service.cost[at]));
    }
    rows
}

/// A cost of a month as the price of an hour.
fn price(month: Decimal) -> String {
    if month.is_zero() {
        return "free".to_owned();
    }
    let hour = month / Decimal::from(HOURS_PER_MONTH);
    let before = u32::try_from(hour.trunc().to_string().len()).unwrap_or(DIGITS);
    hour.round_dp(DIGITS.saturating_sub(before)).normalize().to_string()
}

fn plan(instance: &Instance, sites: &[String]) -> String {
    let mut text = format!("# {} of the OR-Library.\n", instance.name);
    for line in instance.notes.iter().flat_map(|note| note.lines()) {
        let _ = writeln!(text, "# {line}");
    }
    let _ = writeln!(text, "\n[plan]\nname = \"{}\"\ncatalogs = [\"./catalog\"]\n", instance.name);
    if let Some(held) = &instance.held {
        text.push_str("# What each site can take in all.\n[sites.quotas]\n");
        for (site, held) in sites.iter().zip(held) {
            let _ = writeln!(text, "\"aws:{site}\" = {held}");
        }
        text.push('\n');
    }
    let many = instance.services.len();
    for (at, service) in instance.services.iter().enumerate() {
        let _ = writeln!(
            text,
            "[services.{}]\nkind = \"vm\"\ntier = \"best-effort\"\ncpu = 1\nmemory = \"{} GiB\"\ngpu = {}\n",
            service.name,
            many - at,
            at + 1
        );
    }
    if instance.has_openings() {
        text.push_str("# A site with machines that reach the internet has a gateway, whose price is what opening it costs.\n");
        for service in &instance.services {
            let _ = writeln!(
                text,
                "[[flows]]\nfrom = \"{}\"\nto = \"internet\"\nvolume = \"1 GB/month\"\n",
                service.name
            );
        }
    }
    if let Some(most) = instance.most_sites {
        let _ = writeln!(text, "[policy]\nmax_sites = {most}");
    }
    text
}
