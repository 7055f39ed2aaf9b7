//! Small catalogs written by hand: they replace and extend what ships, and say nothing of what they lack.

use mcplan::catalog::{Destination, Meter};
use mcplan::terms::{Form, Kind, NodeList, Provider, Purchase};

use crate::support::load_texts;

const SITES: &str = "\
# table: sites
# provider: aws
site,name,city,country,latitude,longitude,zones
r1,One,Hereford,DE,50.0,8.0,3
r2,Two,Theretown,DE,51.0,8.0,
";

const SKUS: &str = "\
# table: skus
# provider: aws
sku,vcpu,memory_gib,arch,gpus,family,burstable
a.small,1,0.5,arm64,,a,yes
a.large,2,8,x86_64,1,a
";

const OFFERS: &str = "\
# table: vm
# as-of: 2026-01
site,sku,on-demand,1y-no-upfront
aws:r1, a.large, 0.2, 0.1
aws:r1,a.small,0.01
aws:r2,a.large,0.3
";

#[test]
fn a_catalog_is_a_handful_of_texts() {
    let texts = [("sites.csv", SITES), ("skus.csv", SKUS), ("offers.csv", OFFERS)];
    let catalog = load_texts(&[], &texts).unwrap();
    let codes: Vec<&str> = catalog.sites().iter().map(|site| site.code.as_str()).collect();
    assert_eq!(codes, ["aws:r1", "aws:r2"]);
    let r1 = catalog.find("aws:r1").unwrap();
    let r2 = catalog.find("aws:r2").unwrap();
    assert_eq!((catalog.site(r1).zones, catalog.site(r2).zones), (3, 1));
    let names: Vec<&str> =
        catalog.vm_offers(r1).iter().map(|o| catalog.sku(o.sku).name.as_str()).collect();
    assert_eq!(names, ["a.large", "a.small"]);
    let offer = &catalog.vm_offers(r1)[0];
    let tariff = catalog.node_tariff(r1, NodeList::Vm, offer, Purchase::NoUpfront1y).unwrap();
    assert_eq!((tariff.row.as_str(), tariff.as_of.as_str()), ("offers.csv:4", "2026-01"));
    assert_eq!(catalog.node_tariff(r1, NodeList::Vm, offer, Purchase::Spot), None);
    // What no text says is absent, not zero.
    assert!(catalog.offers(r1, NodeList::Postgres).is_empty() && catalog.disks(r1).is_empty());
    assert!(catalog.tariff(r1, Meter::NAT, Form::Single).is_none());
    assert!(catalog.transfer(r1, Destination::Internet).is_none());
    assert!(catalog.transfer(r1, Destination::Site(r2)).is_none());
    assert!(catalog.rtt(r1, r2).is_none() && catalog.rtt(r1, r1).is_none());
    assert!(catalog.sla(Provider::Aws, Kind::Vm, None, Form::Single).is_none());
    assert!(catalog.residency_zones().is_empty());
    assert_eq!(catalog.distance_km(r1, r2), Some(111));
    assert_eq!(catalog.places(), ["Hereford", "Theretown"]);
}

#[test]
fn rows_of_a_user_replace_bundled_ones_of_the_same_key() {
    let own = "# table: vm\n# site: aws:eu-central-1\n# as-of: 2026-11-01\nsku,on-demand\nm7g.large,0.05\n";
    let disks = "# table: disks\n# provider: aws\nsite,sku,size_gib,unit,price,as_of\n\
        eu-central-1,own,,GB-month,0.07,2026-11-01\n";
    let catalog = load_texts(&["aws"], &[("mine/vm.csv", own), ("mine/disks.csv", disks)]).unwrap();
    let site = catalog.find("aws:eu-central-1").unwrap();
    let named = |name: &str| {
        catalog.vm_offers(site).iter().find(|offer| catalog.sku(offer.sku).name == name).unwrap()
    };
    let row = |name: &str| {
        catalog.node_tariff(site, NodeList::Vm, named(name), Purchase::OnDemand).unwrap().row
    };
    assert_eq!(row("m7g.large"), "mine/vm.csv:5");
    assert_eq!(
        named("m7g.large").prices.len(),
        1,
        "the bundled reserved prices are gone with their row"
    );
    assert!(row("m7g.xlarge").starts_with("aws/vm/eu-central-1.csv:"));
    assert_eq!(catalog.disks(site).len(), 1);
    assert_eq!(catalog.disks(site)[0].tariff.sku, "own");
}

#[test]
fn only_the_named_catalogs_are_loaded() {
    let catalog = load_texts(&["azure"], &[]).unwrap();
    assert!(catalog.find("aws:eu-central-1").is_none());
    assert!(catalog.sites().iter().all(|site| site.provider == Provider::Azure));
    let only_own = load_texts(&["onprem/frankfurt"], &[]).unwrap();
    assert_eq!(only_own.sites().len(), 1);
    assert!(only_own.place("London").is_some(), "cities come with any bundled catalog");
}
