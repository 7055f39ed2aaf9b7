//! Small random worlds: a catalog of a few sites and SKUs, and a plan of a few services for it.
//!
//! Everything follows from a seed. Tiers of transfer prices have small edges, so that they matter at the
//! volumes of the plans; some prices are missing; some worlds have a site of one's own with little room.

use std::fmt::Write as _;

use mcplan::catalog::CatalogText;

/// Random numbers from a seed (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }

    pub fn pick<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[usize::try_from(self.between(0, all.len() as u64 - 1)).unwrap()]
    }
}

/// A catalog and a plan.
pub struct World {
    pub texts: Vec<CatalogText>,
    pub plan: String,
}

/// Which site codes a world has, with the zones of each.
struct Sites {
    all: Vec<(&'static str, &'static str, u64)>,
    own: bool,
}

pub fn world(seed: u64) -> World {
    let mut dice = Dice::new(seed);
    let sites = sites(&mut dice);
    let mut texts = Vec::new();
    for provider in ["aws", "azure"] {
        if sites.all.iter().any(|(p, _, _)| *p == provider) {
            provider_texts(&mut dice, &sites, provider, &mut texts);
        }
    }
    if sites.own {
        texts.push(CatalogText { name: "own/o1.toml".to_owned(), text: own_site(&mut dice) });
    }
    texts.push(common("latency", "a,b,rtt_ms,back_ms,source", &latency(&mut dice, &sites)));
    texts.push(common("residency", "zone,site,evidence", &residency(&mut dice, &sites)));
    texts.push(common("sla", "provider,kind,form,percent,source", &sla(&mut dice)));
    texts.push(common(
        "recovery",
        "provider,kind,mechanism,term,seconds,support,source",
        &recovery(&mut dice),
    ));
    let inside = "aws,1.5,\nazure,2,\nonprem,1,\n";
    texts.push(common("latency-inside", "site,rtt_ms,note", inside));
    texts.push(common("latency-fit", "scope,base_ms,ms_per_1000km,note", "any,5,15,\n"));
    // From dice of their own, so that the rest of a world does not depend on them.
    let mut more = Dice::new(seed ^ 0x10A5_3EB5);
    if more.chance(50) {
        let (aws, azure) = (more.between(30, 900), more.between(30, 900));
        let rows = format!("aws,{aws},test\nazure,{azure},test\n");
        texts.push(common("outages", "provider,mean_duration_s,source", &rows));
    }
    let plan = super::world::plan(&mut dice, &sites);
    let plan = super::journeys::add_journeys(&mut more, &plan);
    let plan = downtime(&mut more, plan, &mut texts);
    let reserves = if more.chance(25) {
        "[services.s0]\nreserve_capacity = true\n"
    } else {
        "[services.s0]\n"
    };
    let plan = plan.replacen("[services.s0]\n", reserves, 1);
    let plan = quotas(&mut more, &sites, plan);
    World { texts, plan }
}

/// In some worlds machines may have so many processors only at some sites: enough for all services, for some, or for
/// none.
fn quotas(dice: &mut Dice, sites: &Sites, plan: String) -> String {
    if !dice.chance(30) {
        return plan;
    }
    let mut all: Vec<String> = sites.all.iter().map(|s| format!("{}:{}", s.0, s.1)).collect();
    all.push("aws:*".to_owned());
    if sites.own {
        all.push("onprem:o1".to_owned());
    }
    all.retain(|_| dice.chance(60));
    let quota = |site: &String| format!("\"{site}\" = {}", dice.between(0, 14));
    let quotas: Vec<String> = all.iter().map(quota).collect();
    format!("{plan}[sites]\nquotas = {{ {} }}\n", quotas.join(", "))
}

fn sites(dice: &mut Dice) -> Sites {
    let mut all = vec![("aws", "r1", dice.between(2, 3))];
    if dice.chance(80) {
        all.push(("aws", "r2", dice.between(1, 3)));
    }
    match dice.between(1, 100) {
        1..=65 => all.push(("azure", "z1", dice.between(1, 3))),
        66..=85 => all.push(("aws", "r3", dice.between(1, 3))),
        _ => {}
    }
    let own = all.len() < 3 || dice.chance(20);
    Sites { all, own }
}

fn text(name: &str, table: &str, headers: &str, columns: &str, rows: &str) -> CatalogText {
    let text = format!(
        "# table: {table}\n{headers}# as-of: 2026-01-01\n# source: test\n{columns}\n{rows}"
    );
    CatalogText { name: name.to_owned(), text }
}

fn common(table: &str, columns: &str, rows: &str) -> CatalogText {
    text(&format!("common/{table}.csv"), table, "", columns, rows)
}

/// Dollars between two numbers of ten-thousandths.
fn price(dice: &mut Dice, low: u64, high: u64) -> String {
    let n = dice.between(low, high);
    format!("{}.{:04}", n / 10_000, n % 10_000)
}

fn provider_texts(dice: &mut Dice, sites: &Sites, provider: &str, texts: &mut Vec<CatalogText>) {
    let own: Vec<(&str, u64)> =
        sites.all.iter().filter(|s| s.0 == provider).map(|s| (s.1, s.2)).collect();
    let header = format!("# provider: {provider}\n");
    let mut rows = String::new();
    for (i, (site, zones)) in own.iter().enumerate() {
        let degrees = 40 + 3 * i + if provider == "aws" { 0 } else { 7 };
        let _ = writeln!(rows, "{site},{site},City {site},DE,{degrees},10,{zones},main,yes,g,");
    }
    let columns = "site,name,city,country,latitude,longitude,zones,partition,open,group,note";
    texts.push(text(&format!("{provider}/sites.csv"), "sites", &header, columns, &rows));
    let skus = "s1,1,4,x86_64,,s,\ns2,2,4,x86_64,,s,\nm2,2,8,x86_64,,m,\nl4,4,16,x86_64,,l,\ng2,2,8,arm64,,g,\n\
                d2,2,8,x86_64,,d,\nd4,4,16,x86_64,,d,\n";
    texts.push(text(
        &format!("{provider}/skus.csv"),
        "skus",
        &header,
        "sku,vcpu,memory_gib,arch,gpus,family,burstable",
        skus,
    ));
    let mut services = String::new();
    let mut disks = String::new();
    let mut transfer = String::new();
    let scopes = [dice.pick(SCOPES), dice.pick(SCOPES)];
    for (site, _) in &own {
        nodes(dice, provider, site, texts);
        service_rows(dice, site, scopes[0], &mut services);
        if dice.chance(92) {
            let _ = writeln!(disks, "{site},ssd,,GB-month,{},,test", price(dice, 500, 1500));
        }
        transfer_rows(dice, site, &own, scopes[1], &mut transfer);
    }
    let columns = "meter,form,site,sku,unit,tier_from,price,units,as_of,source,scope";
    texts.push(text(&format!("{provider}/services.csv"), "services", &header, columns, &services));
    texts.push(text(
        &format!("{provider}/disks.csv"),
        "disks",
        &header,
        "site,sku,size_gib,unit,price,as_of,source",
        &disks,
    ));
    texts.push(text(
        &format!("{provider}/transfer.csv"),
        "transfer",
        &header,
        "from,to,tier_from,price,scope,as_of,source",
        &transfer,
    ));
}

fn nodes(dice: &mut Dice, provider: &str, site: &str, texts: &mut Vec<CatalogText>) {
    let header = format!("# site: {provider}:{site}\n");
    let commitments = if provider == "aws" {
        "1y-no-upfront,3y-no-upfront"
    } else {
        "1y-savings-plan,3y-savings-plan"
    };
    let mut rows = String::new();
    for (sku, base) in [("g2", 700), ("l4", 2400), ("m2", 1100), ("s1", 450), ("s2", 800)] {
        let spot = if dice.chance(50) { price(dice, base / 5, base / 2) } else { String::new() };
        let one = if dice.chance(60) { price(dice, base / 2, base) } else { String::new() };
        let three = if dice.chance(40) { price(dice, base / 3, base) } else { String::new() };
        let _ = writeln!(
            rows,
            "{sku},{},{spot},{one},{three}",
            price(dice, base * 9 / 10, base * 12 / 10)
        );
    }
    let columns = format!("sku,on-demand,spot,{commitments}");
    texts.push(text(&format!("{provider}/vm/{site}.csv"), "vm", &header, &columns, &rows));
    let mut rows = String::new();
    for (sku, base) in [("d2", 2_000), ("d4", 4_100)] {
        let _ = writeln!(rows, "{sku},single,{}", price(dice, base * 9 / 10, base * 11 / 10));
        let _ =
            writeln!(rows, "{sku},zone-redundant,{}", price(dice, base * 17 / 10, base * 22 / 10));
    }
    texts.push(text(
        &format!("{provider}/postgres/{site}.csv"),
        "postgres",
        &header,
        "sku,form,on-demand",
        &rows,
    ));
}

/// What tiers count.
const SCOPES: &[&str] = &["", "site", "account", "account", "account:main"];

fn service_rows(dice: &mut Dice, site: &str, scope: &str, rows: &mut String) {
    for form in ["single", "zone-redundant"] {
        let extra = if form == "single" { 0 } else { 100 };
        let first = price(dice, 180 + extra, 300 + extra);
        let _ = writeln!(rows, "object-storage,{form},{site},hot,GB-month,,{first},,,test,{scope}");
        let _ = writeln!(
            rows,
            "object-storage,{form},{site},hot,GB-month,{},{},,,test,{scope}",
            dice.pick(&["120", "500", "500"]),
            price(dice, 80, 170)
        );
        let _ = writeln!(
            rows,
            "object-put,{form},{site},put,request,,0.0000{},,,test",
            dice.between(10, 90)
        );
        let _ = writeln!(
            rows,
            "object-get,{form},{site},get,request,,0.00000{},,,test",
            dice.between(10, 90)
        );
        let _ = writeln!(
            rows,
            "postgres-storage,{form},{site},disk,GB-month,,{},,,test",
            price(dice, 900 + 5 * extra, 1500 + 5 * extra)
        );
    }
    let _ = writeln!(rows, "public-ip,,{site},ip,hour,,0.005,,,test");
    let _ = writeln!(rows, "dns-zone,,{site},zone,month,,0.5,,,test");
    if dice.chance(85) {
        let _ = writeln!(rows, "nat,,{site},nat,hour,,{},,,test", price(dice, 300, 700));
        let _ = writeln!(rows, "nat-data,,{site},nat-data,GB,,{},,,test", price(dice, 300, 700));
    }
    if dice.chance(85) {
        let _ = writeln!(rows, "load-balancer,,{site},lb,hour,,{},,,test", price(dice, 200, 300));
        let _ = writeln!(
            rows,
            "load-balancer-capacity,,{site},lcu,LCU-hour,,{},,,test",
            price(dice, 50, 100)
        );
    }
}

fn transfer_rows(dice: &mut Dice, site: &str, own: &[(&str, u64)], scope: &str, rows: &mut String) {
    if dice.chance(30) {
        // The same at every site that draws this.
        let _ = writeln!(rows, "{site},internet,20,0.11,{scope},,test");
        let _ = writeln!(rows, "{site},internet,420,0.05,{scope},,test");
    } else {
        let free = if dice.chance(40) { "20" } else { "" };
        let _ = writeln!(rows, "{site},internet,{free},{},{scope},,test", price(dice, 700, 1500));
        let edge = dice.pick(&["60", "400", "400", "700"]);
        // Now and then a tier is dearer than the one before.
        let high = if dice.chance(15) { 1900 } else { 650 };
        let _ = writeln!(rows, "{site},internet,{edge},{},{scope},,test", price(dice, 300, high));
        if dice.chance(80) {
            let _ = writeln!(rows, "{site},internet,1500,{},{scope},,test", price(dice, 100, 280));
        }
    }
    let _ = writeln!(rows, "{site},zone,,0.01,,,test");
    for (other, _) in own.iter().filter(|(other, _)| *other != site) {
        let _ = writeln!(rows, "{site},{other},,{},,,test", price(dice, 100, 900));
    }
}

fn own_site(dice: &mut Dice) -> String {
    format!(
        "[site]\ncode = \"onprem:o1\"\nname = \"Own\"\ncity = \"Own City\"\ncountry = \"DE\"\nposition = [50, 9]\n\
         zones = 1\nresidency = [\"eu\"]\navailability = \"99.5%\"\n\
         [capacity]\nhosts = 2\nreserve = 1\ncores = 4\nvcpu = {}\novercommit = 1\nmemory = \"{} GiB\"\n\
         storage = \"600 GiB\"\narch = \"x86_64\"\nobject_storage = true\n\
         [cost]\nas_of = \"2026-01\"\nhost = \"${}\"\nhost_life = \"3 years\"\npower = \"300 W\"\npue = 1.5\n\
         electricity = \"$0.2/kWh\"\nrack = \"$50/month\"\nstaff = \"$60000/year\"\nhosts_per_fte = 100\n\
         licences = \"$10/core/year\"\nnetwork = \"10%\"\nnetwork_maintenance = \"15%\"\nstorage = \"$500/TB\"\n\
         storage_life = \"3 years\"\nstorage_maintenance = \"10%\"\ncpu_share = \"50%\"\negress = \"$0.01/GB\"\n\
         [latency]\ninside = \"0.5ms\"\n\"aws:r1\" = \"{}ms\"\n",
        dice.between(4, 12),
        dice.between(16, 48),
        dice.between(500, 6000),
        dice.between(3, 30),
    )
}

fn latency(dice: &mut Dice, sites: &Sites) -> String {
    let codes: Vec<String> = sites.all.iter().map(|s| format!("{}:{}", s.0, s.1)).collect();
    let mut rows = String::new();
    for (i, a) in codes.iter().enumerate() {
        for b in &codes[i + 1..] {
            let _ = writeln!(rows, "{a},{b},{},{},test", dice.between(4, 40), dice.between(4, 40));
        }
    }
    rows
}

fn residency(dice: &mut Dice, sites: &Sites) -> String {
    let mut rows = String::new();
    for (i, (provider, site, _)) in sites.all.iter().enumerate() {
        if i == 0 || dice.chance(70) {
            let _ = writeln!(rows, "eu,{provider}:{site},test");
        }
        let _ = writeln!(rows, "world,{provider}:{site},test");
    }
    rows
}

fn sla(dice: &mut Dice) -> String {
    let mut rows = String::new();
    for provider in ["aws", "azure"] {
        for kind in ["vm", "postgres", "object-store", "load-balancer"] {
            let _ = writeln!(rows, "{provider},{kind},single,99.{},test", dice.between(3, 9));
            let _ =
                writeln!(rows, "{provider},{kind},zone-redundant,99.9{},test", dice.between(3, 9));
        }
    }
    rows
}

fn recovery(dice: &mut Dice) -> String {
    let mut rows = String::new();
    for mechanism in [
        "zone-failover",
        "backup-restore",
        "pilot-light",
        "pilot-light-across",
        "warm-standby",
        "warm-standby-across",
        "active-active",
    ] {
        // Reading back is by the GiB.
        let _ = writeln!(rows, "*,*,{mechanism},restore,{},assumption,test", dice.between(0, 2));
        for term in ["detect", "decide", "provision", "shift", "lag"] {
            let _ =
                writeln!(rows, "*,*,{mechanism},{term},{},assumption,test", dice.between(0, 120));
        }
        let _ = writeln!(rows, "*,*,{mechanism},capacity,{},assumption,test", 10 * mechanism.len());
    }
    rows
}

/// In some worlds it is known how often something is out, and an hour of that costs something: from nothing
/// worth doing anything about to more than any second site.
fn downtime(dice: &mut Dice, plan: String, texts: &mut Vec<CatalogText>) -> String {
    if !dice.chance(40) {
        return plan;
    }
    let mut rows = String::new();
    for scope in ["zone", "region", "provider"] {
        let (rate, mean) = (dice.between(1, 60), dice.between(60, 20_000));
        let _ = writeln!(rows, "*,{scope},0.{rate:02},{mean},assumption,test");
    }
    texts.push(common("outage-rates", "provider,scope,per_year,mean_s,support,source", &rows));
    let cost = format!("downtime_cost = \"${}/hour\"\n", dice.between(1, 400));
    let place = if dice.chance(50) { "[policy]\n" } else { "[services.s0]\n" };
    plan.replacen(place, &format!("{place}{cost}"), 1)
}

/// A price book for some worlds: commitments that are bought already, sometimes a discount. Commitments couple
/// all hardware, so only worlds of two services have them, or there would be too much to enumerate.
pub fn price_book(seed: u64, plan: &str) -> Option<String> {
    let mut dice = Dice::new(seed ^ 0x00B0_0C00);
    if !dice.chance(40) || plan.matches("[services.").count() > 2 {
        return None;
    }
    let mut book = String::new();
    for _ in 0..dice.between(1, 2) {
        let (service, sku) = match dice.between(1, 6) {
            1 => ("postgres", dice.pick(&["d2", "d4"])),
            _ => ("vm", dice.pick(&["s2", "m2", "m2", "l4"])),
        };
        let _ = writeln!(
            book,
            "[[commitment]]\nservice = \"{service}\"\nsku = \"{sku}\"\nsite = \"aws:r1\"\ncount = {}\n\
             hourly_usd = \"0.0{}\"\n",
            dice.between(1, 3),
            dice.between(0, 9)
        );
    }
    if dice.chance(40) {
        let _ = writeln!(
            book,
            "[[discount]]\nprovider = \"aws\"\npercent = \"{}%\"\n",
            dice.between(1, 40)
        );
    }
    Some(book)
}

const KINDS: &[&str] = &["vm", "vm", "postgres", "object-store", "load-balancer"];

fn plan(dice: &mut Dice, sites: &Sites) -> String {
    let count = dice.between(2, 3);
    let mut text = String::from(
        "[plan]\nname = \"tiny\"\ncatalogs = [\"world\"]\nhorizon = \"36 months\"\n\n",
    );
    let mut kinds = Vec::new();
    for i in 0..count {
        let kind = dice.pick(KINDS);
        kinds.push(kind);
        service(dice, &mut text, i, kind);
    }
    text.push_str(
        "[users.people]\nlocation = [48, 11]\n\n[data.personal]\nresidency = [\"eu\"]\n\n",
    );
    flows(dice, &mut text, &kinds);
    policy(dice, &mut text, sites, count);
    text
}

fn service(dice: &mut Dice, text: &mut String, i: u64, kind: &str) {
    let _ = writeln!(text, "[services.s{i}]\nkind = \"{kind}\"");
    let scope =
        dice.pick(&["nothing", "nothing", "nothing", "zone", "region", "region", "provider"]);
    let _ = writeln!(
        text,
        "tier = \"best-effort\"\nlatency_p99 = \"{}ms\"",
        dice.pick(&["20", "5000", "5000", "5000"])
    );
    let _ = writeln!(
        text,
        "survives = \"{scope}\"\navailability = \"{}%\"",
        dice.pick(&["90", "90", "90", "99.5", "99.95"])
    );
    if scope != "nothing" && dice.chance(30) {
        let _ = writeln!(
            text,
            "rto = \"{}s\"\nrpo = \"{}s\"",
            dice.between(150, 400),
            dice.between(60, 200)
        );
    }
    if scope != "nothing" {
        let _ = writeln!(text, "degraded_capacity = \"{}%\"", dice.pick(&["50", "75", "100"]));
    }
    if matches!(scope, "nothing" | "zone") && dice.chance(12) {
        let several = matches!(kind, "vm" | "load-balancer") && dice.chance(60);
        let one = dice.pick(&["backup-restore", "pilot-light", "warm-standby"]);
        let strategy = if several { "active-active" } else { one };
        let _ = writeln!(text, "strategy = \"{strategy}\"");
    }
    if dice.chance(15) {
        text.push_str("data = \"personal\"\n");
    }
    match kind {
        "vm" => machine(dice, text, scope),
        "postgres" => {
            let _ = writeln!(
                text,
                "cpu = {}\nmemory = \"8 GiB\"\nstorage = \"{} GiB\"",
                dice.between(1, 4),
                dice.between(20, 200)
            );
            let _ = writeln!(text, "writes = \"{} GB/month\"", dice.between(0, 400));
        }
        "object-store" => {
            let _ = writeln!(
                text,
                "storage = \"{} GiB\"\nputs = {}\ngets = {}",
                dice.between(50, 900),
                dice.between(0, 90_000),
                dice.between(0, 900_000)
            );
            let _ = writeln!(text, "writes = \"{} GB/month\"", dice.between(0, 400));
        }
        _ => {
            let _ = writeln!(
                text,
                "new_connections = {}\nactive_connections = {}",
                dice.between(0, 60),
                dice.between(0, 9_000)
            );
        }
    }
    text.push('\n');
}

fn machine(dice: &mut Dice, text: &mut String, scope: &str) {
    let _ = writeln!(
        text,
        "cpu = {}\nmemory = \"{} GiB\"\ndisk = \"{} GiB\"",
        dice.between(1, 2),
        dice.between(2, 8),
        dice.between(10, 60)
    );
    if (scope == "nothing" || scope == "zone") && dice.chance(40) {
        let hours = dice.between(50, 600);
        let _ = writeln!(
            text,
            "load = [{{ replicas = 2, hours = {hours} }}, {{ replicas = 1, hours = {} }}]",
            730 - hours
        );
    } else {
        let _ = writeln!(text, "replicas = {}", dice.between(1, 2));
    }
    let _ = writeln!(
        text,
        "arch = \"{}\"\ninterruptible = {}",
        dice.pick(&["x86_64", "any"]),
        dice.chance(30)
    );
}

fn flows(dice: &mut Dice, text: &mut String, kinds: &[&str]) {
    let volume = |dice: &mut Dice| dice.pick(&["5", "90", "450", "1200", "3000"]);
    for (i, kind) in kinds.iter().enumerate() {
        if dice.chance(45) {
            let _ = writeln!(
                text,
                "[[flows]]\nfrom = \"users.people\"\nto = \"s{i}\"\nvolume = \"{} GB/month\"\n",
                volume(dice)
            );
        }
        if *kind == "vm" && dice.chance(25) {
            let _ = writeln!(
                text,
                "[[flows]]\nfrom = \"s{i}\"\nto = \"internet\"\nvolume = \"{} GB/month\"\n",
                volume(dice)
            );
        }
        for j in 0..kinds.len() {
            if i != j && dice.chance(35) {
                let bound = if dice.chance(30) {
                    format!("rtt = \"{}ms\"\n", dice.between(4, 40))
                } else {
                    String::new()
                };
                let _ = writeln!(
                    text,
                    "[[flows]]\nfrom = \"s{i}\"\nto = \"s{j}\"\nvolume = \"{} GB/month\"\nreply = \"{}%\"\n{bound}",
                    volume(dice),
                    dice.between(0, 100)
                );
            }
        }
    }
}

fn policy(dice: &mut Dice, text: &mut String, sites: &Sites, services: u64) {
    text.push_str("[policy]\n");
    if dice.chance(40) {
        text.push_str(
            "commitments = [\"1y-no-upfront\", \"3y-no-upfront\", \"1y-savings-plan\"]\n",
        );
    }
    if dice.chance(20) {
        let _ = writeln!(text, "max_providers = {}", dice.between(1, 2));
    }
    if dice.chance(20) {
        let _ = writeln!(text, "max_sites = {}", dice.between(1, sites.all.len() as u64));
    }
    if dice.chance(40) {
        let _ = writeln!(text, "operating_cost_per_provider = \"${}/month\"", dice.between(1, 200));
    }
    if dice.chance(60) {
        let cost = dice.between(1, 300);
        let _ = writeln!(text, "operating_cost_per_self_hosted = \"${cost}/month\"");
    }
    if dice.chance(25) {
        let _ = writeln!(text, "budget = \"${}/month\"", dice.between(250, 3000));
    }
    let group = if services == 3 && dice.chance(40) {
        "[[\"s0\", \"s1\", \"s2\"]]"
    } else {
        "[[\"s0\", \"s1\"]]"
    };
    match dice.between(0, 9) {
        0 | 1 => {
            let _ = writeln!(text, "together = {group}");
        }
        2 => {
            let _ = writeln!(text, "apart = {group}");
        }
        _ => {}
    }
}
