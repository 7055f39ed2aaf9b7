//! The placements that the tests render: every kind at every provider under every strategy.

use mcplan::catalog::Catalog;
use mcplan::placement::Placement;
use mcplan::plan::{Load, Topology};
use mcplan::terms::{Engine, Strategy};

use super::sketch::Sketch;

/// A named placement.
pub type Case = (&'static str, Topology, Placement);

const FRA: &str = "aws:eu-central-1";
const DUB: &str = "aws:eu-west-1";
const AMS: &str = "azure:westeurope";
const NEU: &str = "azure:northeurope";
const OWN: &str = "onprem:fra1";

/// A small shop at one site.
fn shop<'c>(catalog: &'c Catalog, name: &str, site: &str, balanced: bool) -> Sketch<'c> {
    let sites = &[site];
    let sketch = Sketch::new(catalog, name)
        .vm("web", None, Strategy::Single, sites)
        .database("orders", Engine::Postgres, None, Strategy::Single, sites)
        .flow("web", "orders", 5432);
    if !balanced {
        return sketch.flow("users.europe", "web", 443);
    }
    sketch
        .balancer("front", Strategy::Single, sites)
        .store("assets", None, Strategy::Single, sites)
        .flow("users.europe", "front", 443)
        .flow("front", "web", 8080)
        .flow("web", "assets", 443)
}

/// Everything, with a standby at a second site.
fn pair<'c>(catalog: &'c Catalog, name: &str, sites: &[&str], key: bool) -> Sketch<'c> {
    let class = if key { Some(0) } else { Some(1) };
    Sketch::new(catalog, name)
        .vm("web", class, Strategy::ActiveActive, sites)
        .vm("back-office", class, Strategy::WarmStandby, sites)
        .machines("batch", class, Strategy::Single, &sites[..1], Load::constant(4))
        .machines(
            "bastion",
            class,
            Strategy::Single,
            &[&format!("{}/1", sites[0])],
            Load::constant(1),
        )
        .database("orders", Engine::Postgres, class, Strategy::WarmStandby, sites)
        .database("catalogue", Engine::Mysql, class, Strategy::WarmStandby, sites)
        .flow("users.europe", "web", 443)
        .flow("web", "orders", 5432)
        .flow("web", "catalogue", 3306)
        .flow("batch", "orders", 5432)
        .flow("batch", "internet", 443)
        .flow("back-office", "orders", 5432)
        .flow("users.staff", "bastion", 22)
        .flow("bastion", "back-office", 8443)
}

/// What only clouds have, on top of [`pair`].
fn clouded<'c>(sketch: Sketch<'c>, sites: &[&str], key: bool) -> Sketch<'c> {
    let class = if key { Some(0) } else { None };
    sketch
        .balancer("front", Strategy::ActiveActive, sites)
        .balancer("inner", Strategy::Single, &sites[..1])
        .store("assets", class, Strategy::WarmStandby, sites)
        .store("logs", None, Strategy::Single, &sites[..1])
        .flow("users.europe", "front", 443)
        .flow("users.america", "front", 80)
        .flow("front", "web", 8080)
        .flow("front", "back-office", 8081)
        .flow("web", "inner", 80)
        .flow("inner", "back-office", 8082)
        .flow("web", "assets", 443)
        .flow("batch", "logs", 443)
        .flow("users.europe", "assets", 443)
}

/// Names that try to leave their strings, and names that only punctuation keeps apart.
fn hostile<'c>(catalog: &'c Catalog, name: &str, site: &str, cloud: bool) -> Sketch<'c> {
    let long = "x".repeat(63);
    let names = [
        "\"}\nresource \"null_resource\" \"x\" {}\n#",
        "${file(\"/etc/passwd\")}",
        "%{ if true }x%{ endif }",
        "<<EOT\nEOT\n",
        "$${a} $$${b} \\\"",
        "web-1",
        "web_1",
        "web.1",
        "Web-1",
        "wéb 🦀 \u{202e}",
        "for",
        "1",
        "-",
        &long,
    ];
    let mut sketch = Sketch::new(catalog, name);
    for name in names {
        sketch =
            sketch.vm(name, Some(0), Strategy::Single, &[site]).flow("users.${x}\"", name, 443);
    }
    for pair in names.windows(2) {
        sketch = sketch.flow(pair[0], pair[1], 8080);
    }
    let base = format!("db {long}");
    sketch = sketch
        .database(&base, Engine::Postgres, Some(0), Strategy::Single, &[site])
        .flow("for", &base, 5432);
    if cloud {
        let (front, store) = ("front ${x}", "store \"x\"");
        sketch = sketch
            .balancer(front, Strategy::Single, &[site])
            .store(store, Some(0), Strategy::Single, &[site])
            .flow("users.${x}\"", front, 443)
            .flow(front, "for", 8080)
            .flow(front, "web_1", 8080)
            .flow("for", store, 443);
    }
    sketch
}

/// All of them.
pub fn all(catalog: &Catalog) -> Vec<Case> {
    let far = [FRA, AMS];
    let sketches = [
        ("aws", shop(catalog, "shop", FRA, true)),
        ("azure", shop(catalog, "shop", AMS, true)),
        ("onprem", shop(catalog, "shop", OWN, false)),
        ("aws-pair", clouded(pair(catalog, "shop", &[FRA, DUB], false), &[FRA, DUB], false)),
        ("aws-pair-keys", clouded(pair(catalog, "shop", &[FRA, DUB], true), &[FRA, DUB], true)),
        ("azure-pair", clouded(pair(catalog, "shop", &[AMS, NEU], false), &[AMS, NEU], false)),
        ("azure-pair-keys", clouded(pair(catalog, "shop", &[AMS, NEU], true), &[AMS, NEU], true)),
        ("two-clouds", clouded(pair(catalog, "shop", &far, true), &far, true)),
        ("two-clouds-back", clouded(pair(catalog, "shop", &[AMS, FRA], false), &[AMS, FRA], false)),
        ("own-to-aws", pair(catalog, "shop", &[OWN, FRA], true)),
        ("azure-to-own", pair(catalog, "shop", &[AMS, OWN], true)),
        ("aws-hostile", hostile(catalog, "pl\"an ${x}\n%{y}", FRA, true)),
        ("azure-hostile", hostile(catalog, "pl\"an ${x}\n%{y}", AMS, true)),
        ("onprem-hostile", hostile(catalog, "pl\"an ${x}\n%{y}", OWN, false)),
        ("single-zone", shop(catalog, "s", &format!("{FRA}/1"), true)),
        ("single-zone-azure", shop(catalog, "s", &format!("{AMS}/1"), true)),
    ];
    let finished = sketches.map(|(name, sketch)| {
        let (topology, placement) = sketch.finish();
        (name, topology, placement)
    });
    let mut all: Vec<Case> = finished.into();
    all.extend(super::links::cases(catalog));
    all
}
