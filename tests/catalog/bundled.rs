//! The shipped catalogs.

use std::collections::BTreeMap;

use mcplan::catalog::{
    Destination, Freshness, Mechanism, Meter, NodeOffer, Problem, bundled_names, bundled_texts,
    check,
};
use mcplan::terms::{Form, Kind, NodeList, Provider, Purchase, RecoveryTerm};
use mcplan::units::{Decimal, Quantity, Seconds, Unit};

use crate::support::bundled;

fn offer(site: &str, kind: NodeList, sku: &str, form: Form) -> NodeOffer {
    let catalog = bundled();
    let site = catalog.find(site).unwrap();
    let mut offers = catalog.offers(site, kind).iter();
    offers.find(|o| catalog.sku(o.sku).name == sku && o.form == form).unwrap().clone()
}

fn price(site: &str, kind: NodeList, sku: &str, form: Form, purchase: Purchase) -> String {
    let tariff = {
        let catalog = bundled();
        let id = catalog.find(site).unwrap();
        catalog.node_tariff(id, kind, &offer(site, kind, sku, form), purchase).unwrap()
    };
    assert_eq!(tariff.unit, Unit::Hour);
    format!("{} {} {}", tariff.flat_price().unwrap().usd(), tariff.row, tariff.as_of)
}

#[test]
fn vm_prices_are_those_of_the_sources() {
    use Purchase::{NoUpfront1y, OnDemand, Reserved1y, SavingsPlan1y, Spot};
    let vm = |site, sku, purchase| price(site, NodeList::Vm, sku, Form::Single, purchase);
    // EC2 m7g.large, Frankfurt.
    let on_demand = vm("aws:eu-central-1", "m7g.large", OnDemand);
    assert!(on_demand.starts_with("0.0978 aws/vm/eu-central-1.csv:"), "{on_demand}");
    assert!(on_demand.ends_with(" 2026-07-05"), "{on_demand}");
    let reserved = vm("aws:eu-central-1", "m7g.large", NoUpfront1y);
    assert!(reserved.starts_with("0.0647 ") && reserved.ends_with(" 2025-04-04"), "{reserved}");
    // EC2 c5.12xlarge, Northern Virginia, spot.
    assert!(vm("aws:us-east-1", "c5.12xlarge", Spot).starts_with("0.73716 "));
    // Azure D2s v5, West Europe, and its savings plan.
    assert!(vm("azure:westeurope", "Standard_D2s_v5", OnDemand).starts_with("0.115 "));
    assert!(vm("azure:westeurope", "Standard_D2s_v5", SavingsPlan1y).ends_with(" 2026-07"));
    // Azure D2ds v7, West Europe: a size whose specs come from a second list.
    assert!(vm("azure:westeurope", "Standard_D2ds_v7", OnDemand).starts_with("0.204 "));
    // Azure D2as v5, East US 2, reserved: a price in a table of its own.
    let reserved = vm("azure:eastus2", "Standard_D2as_v5", Reserved1y);
    assert!(reserved.starts_with("0.050685 azure/commitments.csv:"), "{reserved}");
    assert!(reserved.ends_with(" 2026-01-11"), "{reserved}");
}

#[test]
fn database_prices_are_those_of_the_sources() {
    use Form::{Single, ZoneRedundant};
    use Purchase::{NoUpfront1y, OnDemand};
    let (fra, ams) = ("aws:eu-central-1", "azure:westeurope");
    // RDS db.m5.large, Frankfurt: PostgreSQL over two zones, MySQL in one.
    let rds = price(fra, NodeList::Postgres, "db.m5.large", ZoneRedundant, OnDemand);
    assert!(rds.starts_with("0.424 ") && rds.ends_with(" 2025-04-04"), "{rds}");
    assert!(price(fra, NodeList::Mysql, "db.m5.large", Single, NoUpfront1y).starts_with("0.1449 "));
    // Azure PostgreSQL D4ds v5, West Europe: 0.106 for each of 4 vCores, which the list has as 0.424 too.
    let azure = price(ams, NodeList::Postgres, "GP_Standard_D4ds_v5", Single, OnDemand);
    assert!(azure.starts_with("0.424 "), "{azure}");
    assert_eq!(offer(ams, NodeList::Postgres, "GP_Standard_D4ds_v5", ZoneRedundant).units, 2);
    // Azure MySQL E16ds v5, West Europe: priced as a whole.
    assert!(
        price(ams, NodeList::Mysql, "MO_Standard_E16ds_v5", Single, OnDemand).starts_with("2.286 ")
    );
}

#[test]
fn service_prices_are_those_of_the_sources() {
    let catalog = bundled();
    let (fra, ams) =
        (catalog.find("aws:eu-central-1").unwrap(), catalog.find("azure:westeurope").unwrap());
    let usd = |site, meter, form| {
        let metered = catalog.tariff(site, meter, form).unwrap();
        (metered.tariff.tiers[0].usd.to_string(), metered.units)
    };
    // S3 in Frankfurt: listed once, serves both forms.
    assert_eq!(usd(fra, Meter::OBJECT_PUT, Form::Single), ("0.0000054".to_owned(), 1));
    assert_eq!(usd(fra, Meter::OBJECT_STORAGE, Form::Single), ("0.0245".to_owned(), 1));
    assert_eq!(usd(fra, Meter::OBJECT_STORAGE, Form::ZoneRedundant), ("0.0245".to_owned(), 1));
    // Azure blob, West Europe: 0.054 for 10,000 writes.
    assert_eq!(usd(ams, Meter::OBJECT_PUT, Form::Single), ("0.0000054".to_owned(), 1));
    // NAT gateway in Frankfurt.
    assert_eq!(usd(fra, Meter::NAT, Form::Single), ("0.052".to_owned(), 1));
    // The standby's storage is billed on Azure.
    let storage = catalog.meter("postgres-storage").unwrap();
    let spread = Form::ZoneRedundant;
    assert_eq!((usd(ams, storage, spread).1, usd(fra, storage, spread).1), (2, 1));
    // gp3 in Frankfurt, P30 in West Europe.
    assert_eq!(catalog.disks(fra)[0].tariff.flat_price().unwrap().usd().to_string(), "0.0952");
    let p30 = catalog.disks(ams).iter().find(|disk| disk.tariff.sku == "P30").unwrap();
    assert_eq!(
        (p30.tariff.tiers[0].usd.to_string(), p30.tariff.unit),
        ("148.68".to_owned(), Unit::Month)
    );
}

#[test]
fn transfer_is_priced_by_route_and_tier() {
    let catalog = bundled();
    let id = |code| catalog.find(code).unwrap();
    let fra = id("aws:eu-central-1");
    let internet = catalog.transfer(fra, Destination::Internet).unwrap();
    let gib = |amount: u32| Quantity::new(amount, Unit::Gib);
    // The first 100 GiB of an account are free, and all its regions count together, but for GovCloud.
    assert_eq!(internet.cost(gib(10_240)).to_string(), "912.6");
    assert_eq!(internet.cost(gib(10_241)).to_string(), "912.685");
    let count = |code| catalog.transfer(id(code), Destination::Internet).unwrap().counted_by();
    assert_eq!(count("aws:eu-central-1"), count("aws:sa-east-1"));
    assert_ne!(count("aws:eu-central-1"), count("aws:us-gov-west-1"));
    // On Azure, all regions of a price zone count together.
    assert_eq!(count("azure:westeurope"), count("azure:eastus"));
    assert_ne!(count("azure:westeurope"), count("azure:japaneast"));
    // The first 100 GiB of a month are free on Azure.
    let azure = catalog.transfer(id("azure:westeurope"), Destination::Internet).unwrap();
    assert_eq!(azure.cost(gib(100)).to_string(), "0");
    assert_eq!(azure.cost(gib(101)).to_string(), "0.087");
    let between = |from, to| catalog.transfer(id(from), Destination::Site(id(to)));
    let usd = |from, to| between(from, to).unwrap().tiers[0].usd.to_string();
    assert_eq!(usd("aws:eu-central-1", "aws:eu-west-1"), "0.02");
    assert_eq!(usd("azure:westeurope", "azure:northeurope"), "0.02");
    assert_eq!(usd("azure:westeurope", "azure:eastus"), "0.05");
    // To another provider the price is that to the internet.
    assert_eq!(between("aws:eu-central-1", "azure:westeurope"), Some(internet));
    let zone =
        |code| catalog.transfer(id(code), Destination::Zone).map(|t| t.tiers[0].usd.to_string());
    assert_eq!(zone("aws:eu-central-1").as_deref(), Some("0.01"));
    assert_eq!(zone("azure:westeurope").as_deref(), Some("0"));
    assert_eq!(zone("azure:westus"), None, "a region without zones");
}

#[test]
fn nothing_that_ships_is_invalid_or_unexplained() {
    let findings = check(bundled_texts(&bundled_names()), None);
    let wrong: Vec<_> =
        findings.iter().filter(|f| !matches!(f.problem, Problem::Hole { .. })).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let hole = |what: &str, provider: &str| {
        findings.iter().find_map(|finding| match &finding.problem {
            Problem::Hole { what: name, sites, of }
                if name == what && finding.place == provider =>
            {
                Some((sites.len(), *of))
            }
            _ => None,
        })
    };
    // Known holes of the sources; a change here is a change of the data.
    assert_eq!(hole("postgres", "azure"), Some((33, 49)));
    assert_eq!(hole("object-storage", "aws"), None);
}

#[test]
fn old_prices_are_found() {
    let freshness = Freshness { today: "2026-11-22".to_owned(), days: 365 };
    let findings = check(bundled_texts(&bundled_names()), Some(&freshness));
    let stale = |place: &str| {
        let of = |f: &&mcplan::catalog::Finding| {
            f.place == place && matches!(f.problem, Problem::Stale { .. })
        };
        findings.iter().filter(of).count()
    };
    assert_eq!(stale("aws/postgres"), 2);
    assert_eq!(stale("azure/vm"), 0);
}

/// The counts that the importer printed when the catalogs were written.
#[test]
fn counts_match_the_import() {
    let catalog = bundled();
    let mut sites = BTreeMap::new();
    let mut offers = BTreeMap::new();
    for id in catalog.site_ids() {
        let provider = catalog.site(id).provider;
        *sites.entry(provider).or_insert(0) += 1;
        for kind in [NodeList::Vm, NodeList::Postgres, NodeList::Mysql] {
            *offers.entry((provider, kind)).or_insert(0) += catalog.offers(id, kind).len();
        }
    }
    let (aws, azure) = (Provider::Aws, Provider::Azure);
    assert_eq!((sites[&aws], sites[&azure], sites[&Provider::OnPrem]), (41, 75, 4));
    assert_eq!(catalog.skus().len(), 1_387 + 218 + 73 + 16 + 1_566 + 71 + 12 + 14);
    let of = |provider| {
        [NodeList::Vm, NodeList::Postgres, NodeList::Mysql].map(|kind| offers[&(provider, kind)])
    };
    assert_eq!(of(aws), [21_888, 7_284, 7_299]);
    assert_eq!(of(azure), [62_337, 1_810, 720]);
    assert_eq!(catalog.load_everything(), 114_517);
}

#[test]
fn offers_are_sorted_and_have_positive_prices() {
    let catalog = bundled();
    for id in catalog.site_ids() {
        for kind in [NodeList::Vm, NodeList::Postgres, NodeList::Mysql] {
            let offers = catalog.offers(id, kind);
            let key = |offer: &NodeOffer| (catalog.sku(offer.sku).name.as_str(), offer.form);
            assert!(offers.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])));
            let sound = |offer: &NodeOffer| {
                let rising = offer.prices.windows(2).all(|pair| pair[0].0 < pair[1].0);
                rising && offer.prices.iter().all(|&(_, usd)| usd > Decimal::ZERO)
            };
            assert!(offers.iter().all(sound), "{}", catalog.site(id).code);
        }
    }
}

#[test]
fn skus_have_the_processors_they_really_have() {
    let catalog = bundled();
    let sku = |name: &str| catalog.skus().iter().find(|sku| sku.name == name).unwrap();
    // Constrained sizes: fewer processors, all of the memory.
    assert_eq!(
        (sku("Standard_E4-2s_v5").vcpu, sku("Standard_E4-2s_v5").memory.to_string()),
        (2.into(), "32 GiB".into())
    );
    assert_eq!(sku("Standard_M416-208ms_v2").vcpu, 208.into());
    assert_eq!(sku("g6f.large").gpus.to_string(), "0.125");
    assert_eq!(sku("t3.nano").memory.to_string(), "512 MiB");
    assert!(
        sku("t3.nano").burstable && sku("Standard_B2ms").burstable && sku("db.t3.micro").burstable
    );
    assert!(!sku("m7g.large").burstable);
    // The largest flexible servers have less memory than 8 GiB a vCore.
    assert_eq!(sku("MO_Standard_E96ds_v5").memory.to_string(), "672 GiB");
}

#[test]
fn latency_is_measured_tabled_or_follows_from_the_distance() {
    let catalog = bundled();
    let id = |code| catalog.find(code).unwrap();
    let text =
        |a, b| catalog.rtt(id(a), id(b)).map(|rtt| format!("{} {}", rtt.millis, rtt.basis.name()));
    let measured = text("aws:eu-central-1", "azure:westeurope").unwrap();
    assert!(measured.ends_with("measured"), "{measured}");
    assert_eq!(
        text("azure:westeurope", "aws:eu-central-1").unwrap(),
        measured,
        "the same both ways"
    );
    assert!(text("aws:af-south-1", "aws:ap-southeast-6").unwrap().ends_with("312ms modelled"));
    assert_eq!(text("aws:eu-central-1", "aws:eu-central-1").unwrap(), "2ms measured");
    assert_eq!(text("onprem:fra1", "onprem:fra1").unwrap(), "0.5ms measured");
    let people = catalog.place("Frankfurt").unwrap();
    assert_eq!(catalog.place("FRANKFURT"), Some(people));
    assert_eq!(
        catalog.rtt_from(people, id("aws:eu-central-1")).unwrap().millis.to_string(),
        "5.24ms"
    );
    assert!(
        (1_080..1_100)
            .contains(&catalog.distance_km(id("aws:eu-central-1"), id("aws:eu-west-1")).unwrap())
    );
    // Every pair of open sites has a figure.
    let open: Vec<_> = catalog.site_ids().filter(|&site| catalog.site(site).open).collect();
    assert!(open.iter().all(|&a| open.iter().all(|&b| catalog.rtt(a, b).is_some())));
}

#[test]
fn facts_have_their_source() {
    let catalog = bundled();
    let fra = catalog.find("aws:eu-central-1").unwrap();
    assert!(catalog.site(fra).residency.contains(&"country:DE".to_owned()));
    assert!(catalog.residency_row(fra, "eu").unwrap().contains("common/residency.csv:"));
    assert_eq!(catalog.residency_row(fra, "country:FR"), None);
    let sla = |provider, kind, by, form| {
        catalog.sla(provider, kind, Some(by), form).map(|sla| sla.availability.to_string())
    };
    let (aws, azure, spread) = (Provider::Aws, Provider::Azure, Form::ZoneRedundant);
    assert_eq!(sla(aws, Kind::Postgres, "rds", spread).as_deref(), Some("99.95%"));
    assert_eq!(sla(aws, Kind::Postgres, "aurora", spread).as_deref(), Some("99.99%"));
    assert_eq!(sla(azure, Kind::Postgres, "flexible-server", spread).as_deref(), Some("99.99%"));
    // Of machines of our own the provider promises the machines.
    assert_eq!(sla(azure, Kind::Mysql, "self-hosted", Form::Single).as_deref(), Some("99.9%"));
    // A promise that names no realisation holds for each.
    assert_eq!(sla(aws, Kind::Function, "lambda-arm", spread).as_deref(), Some("99.95%"));
    let none = sla(azure, Kind::Mysql, "flexible-server", Form::Single);
    assert_eq!(none, None, "no published figure was found");
    assert_eq!(catalog.mean_outage(Provider::Aws), Some(Seconds(22_068)));
    assert_eq!(catalog.mean_outage(Provider::OnPrem), None);
    let recovery = |mechanism, term| {
        let fact = catalog.recovery(Provider::Azure, Kind::Postgres, mechanism, term).unwrap();
        (fact.seconds.0, fact.support.name())
    };
    assert_eq!(recovery(Mechanism::ZoneFailover, RecoveryTerm::Provision), (120, "published"));
    assert_eq!(recovery(Mechanism::WarmStandby, RecoveryTerm::Lag), (300, "published"));
    assert_eq!(recovery(Mechanism::WarmStandby, RecoveryTerm::Detect), (40, "published"));
    assert_eq!(recovery(Mechanism::WarmStandbyAcross, RecoveryTerm::Lag), (300, "assumption"));
}

/// Every kind has the terms of every mechanism, but for what cannot be had: managed databases are not
/// active at two sites, and a site of the user's own has no managed database and no replicating storage.
#[test]
fn recovery_figures_are_complete() {
    let catalog = bundled();
    let mut missing = Vec::new();
    for provider in [Provider::Aws, Provider::Azure] {
        for &kind in Kind::ALL {
            for &mechanism in Mechanism::ALL {
                let restores = mechanism == Mechanism::BackupRestore;
                let lacks = |term: &RecoveryTerm| {
                    (restores || *term != RecoveryTerm::Restore)
                        && catalog.recovery(provider, kind, mechanism, *term).is_none()
                };
                if RecoveryTerm::ALL.iter().any(lacks) {
                    missing.push(format!("{provider} {kind} {mechanism}"));
                }
            }
        }
    }
    // A kind with one writer has no way back from several active sites, and a workload has its cluster's.
    let known = |text: &str| {
        let mut words = text.split(' ');
        let kind = words.nth(1).and_then(Kind::parse).unwrap();
        kind.keeps_data() && words.next() == Some("active-active")
    };
    missing.retain(|text| !known(text));
    assert_eq!(missing, Vec::<String>::new());
    let own = |kind, mechanism| {
        let restores = mechanism == Mechanism::BackupRestore;
        let has = |term: &RecoveryTerm| {
            (!restores && *term == RecoveryTerm::Restore)
                || catalog.recovery(Provider::OnPrem, kind, mechanism, *term).is_some()
        };
        RecoveryTerm::ALL.iter().all(has)
    };
    assert!(Mechanism::ALL.iter().all(|&mechanism| own(Kind::Vm, mechanism)));
    assert!(!own(Kind::Postgres, Mechanism::WarmStandby));
    assert!(!own(Kind::ObjectStore, Mechanism::WarmStandby));
    assert!(own(Kind::ObjectStore, Mechanism::WarmStandbyAcross));
}
