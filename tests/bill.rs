//! The bill of small plans, worked out by hand.

mod support;

use std::fmt::Write as _;

use mcplan::catalog::CatalogText;
use support::Case;

/// One AWS site of three zones, one of one zone, one Azure site; round prices.
fn catalog() -> Vec<CatalogText> {
    let text = |name: &str, headers: &str, body: &str| CatalogText {
        name: name.to_owned(),
        text: format!("{headers}# as-of: 2026-01-01\n# source: test\n{body}"),
    };
    let sites = "site,name,city,country,latitude,longitude,zones,partition,open,group,note\n";
    let offers = "sku,on-demand,spot,1y-no-upfront\nm2,0.1,0.03,0.06\n";
    let databases = "sku,form,on-demand\nd2,single,0.2\nd2,zone-redundant,0.4\n";
    let skus =
        "sku,vcpu,memory_gib,arch,gpus,family,burstable\nm2,2,8,x86_64,,m,\nd2,2,8,x86_64,,d,\n";
    let services = "meter,form,site,sku,unit,tier_from,price,units,as_of,source\n";
    let meters = |site: &str| {
        let mut rows = String::new();
        for form in ["single", "zone-redundant"] {
            let _ = write!(
                rows,
                "object-storage,{form},{site},hot,GB-month,,0.02,,,test\nobject-storage,{form},{site},hot,GB-month,1000,0.01,,,test\n\
                 object-put,{form},{site},put,10k-operations,,0.05,,,test\nobject-get,{form},{site},get,request,,0.000001,,,test\n\
                 postgres-storage,{form},{site},disk,GB-month,,0.1,,,test\n"
            );
        }
        let _ = write!(
            rows,
            "load-balancer,,{site},lb,hour,,0.02,,,test\nload-balancer-capacity,,{site},lcu,LCU-hour,,0.01,,,test\n\
             kubernetes-cluster,,{site},control plane,hour,,0.1,,,test\npublic-ip,,{site},ip,hour,,0.005,,,test\ndns-zone,,{site},zone,month,,0.5,,,test\nnat,,{site},nat,hour,,0.05,,,test\nnat-data,,{site},natd,GB,,0.04,,,test\n"
        );
        rows
    };
    let transfer = "from,to,tier_from,price,as_of,source\n";
    vec![
        text(
            "aws/sites.csv",
            "# table: sites\n# provider: aws\n",
            &format!(
                "{sites}r1,One,One,DE,50,8,3,main,yes,g,\nr2,Two,Two,DE,52,13,1,main,yes,g,\n"
            ),
        ),
        text("aws/skus.csv", "# table: skus\n# provider: aws\n", skus),
        text("aws/vm/r1.csv", "# table: vm\n# site: aws:r1\n", offers),
        text("aws/vm/r2.csv", "# table: vm\n# site: aws:r2\n", offers),
        text("aws/pg/r1.csv", "# table: postgres\n# site: aws:r1\n", databases),
        text("aws/pg/r2.csv", "# table: postgres\n# site: aws:r2\n", databases),
        text(
            "aws/services.csv",
            "# table: services\n# provider: aws\n",
            &format!("{services}{}{}", meters("r1"), meters("r2")),
        ),
        text(
            "aws/disks.csv",
            "# table: disks\n# provider: aws\n",
            "site,sku,size_gib,unit,price,as_of,source\nr1,ssd,,GB-month,0.1,,test\nr2,ssd,,GB-month,0.1,,test\n",
        ),
        text(
            "aws/transfer.csv",
            "# table: transfer\n# provider: aws\n",
            &format!(
                "{transfer}r1,internet,,0.1,,test\nr1,internet,400,0.05,,test\nr1,zone,,0.01,,test\nr1,r2,,0.02,,test\nr2,internet,,0.1,,test\nr2,zone,,0.01,,test\nr2,r1,,0.03,,test\n"
            ),
        ),
        text(
            "common/fit.csv",
            "# table: latency-fit\n",
            "scope,base_ms,ms_per_1000km,note\nany,5,15,\n",
        ),
        text("common/inside.csv", "# table: latency-inside\n", "site,rtt_ms,note\naws,1,\n"),
        text(
            "common/sla.csv",
            "# table: sla\n",
            "provider,kind,form,percent,source\naws,vm,single,99.5,test\naws,vm,zone-redundant,99.99,test\naws,postgres,single,99.5,test\naws,postgres,zone-redundant,99.95,test\naws,object-store,single,99.9,test\naws,object-store,zone-redundant,99.9,test\naws,load-balancer,single,99.9,test\naws,load-balancer,zone-redundant,99.99,test\naws,kubernetes,single,99.9,test\naws,kubernetes,zone-redundant,99.95,test\n",
        ),
        text("common/recovery.csv", "# table: recovery\n", &recovery()),
        text(
            "common/outages.csv",
            "# table: outages\n",
            "provider,mean_duration_s,events,events_per_region_year,source\naws,20000,1,0.1,test\n",
        ),
    ]
}

fn recovery() -> String {
    let mut rows = "provider,kind,mechanism,term,seconds,support,source\n".to_owned();
    for mechanism in ["zone-failover", "warm-standby", "active-active"] {
        for (term, seconds) in [
            ("detect", 30),
            ("decide", 10),
            ("capacity", 20),
            ("provision", 50),
            ("shift", 60),
            ("lag", 5),
        ] {
            let _ = writeln!(rows, "*,*,{mechanism},{term},{seconds},assumption,test");
        }
    }
    rows
}

/// The bill as lines "service category sku quantity x price = cost", and the total.
fn bill(plan: &str) -> String {
    bill_with(plan, catalog())
}

fn bill_with(plan: &str, catalog: Vec<CatalogText>) -> String {
    lines(&case_of(plan, catalog))
}

fn case_of(plan: &str, catalog: Vec<CatalogText>) -> Case {
    let plan = format!("[plan]\nname = \"p\"\ncatalogs = [\"test\"]\n{plan}");
    Case::new(&plan, Some(catalog))
}

fn lines(case: &Case) -> String {
    let outcome = case.solve("0");
    let verified = outcome.verified.expect("a placement");
    let mut text = String::new();
    for charge in verified.charges() {
        let service = charge.service.map_or("-", |id| &case.topology.service(id).name.value);
        let site = charge.site.map_or("-", |id| &case.catalog.site(id).code);
        let _ = writeln!(
            text,
            "{service} {site} {} {} {} {} x {} = {}",
            charge.category.name(),
            charge.sku,
            charge.quantity.amount.normalize(),
            charge.quantity.unit,
            charge.price.usd().normalize(),
            charge.monthly,
        );
    }
    let _ = write!(text, "total {}", verified.total());
    text
}

#[test]
fn machines_over_zones_with_their_disks_and_addresses() {
    // 4 replicas for 230 h, 2 for 500 h, of which 3/4 must remain after a zone: 3 of 4 need
    // ceil(3 * 3 / 2) = 5 over three zones, 2 of 2 need 3. Hours: 5 * 230 + 3 * 500 = 2650, so
    // 2650 / 730 = 3.630137 disks of 10 GiB.
    let plan = "[services.web]\nkind = \"vm\"\ncpu = 2\nmemory = \"8 GiB\"\ndisk = \"10 GiB\"\nsurvives = \"zone\"\n\
        degraded_capacity = \"75%\"\nload = [{ replicas = 4, hours = 230 }, { replicas = 2, hours = 500 }]\n\
        [users.all]\nlocation = [50, 8]\n[[flows]]\nfrom = \"users.all\"\nto = \"web\"\nvolume = \"512 GiB/month\"\n";
    insta::assert_snapshot!(bill(plan), @r"
    web aws:r1 compute m2 2650 hour x 0.1 = 265
    web aws:r1 block-storage ssd 36.30137 GiB-month x 0.1 = 3.630137
    web aws:r1 network ip 2650 hour x 0.005 = 13.25
    web aws:r1 transfer data transfer r1 to internet 400 GiB x 0.1 = 40
    web aws:r1 transfer data transfer r1 to internet 112 GiB x 0.05 = 5.6
    total 327.480137
    ");
}

#[test]
fn a_commitment_covers_the_replicas_that_run_long_enough() {
    // A committed hour costs 0.06 against 0.1, so it pays from 438 hours of 730 on: the two replicas that
    // always run are committed, the two that run 230 hours are not.
    let plan = "[services.web]\nkind = \"vm\"\ncpu = 2\nmemory = \"8 GiB\"\ndisk = \"10 GiB\"\ntier = \"best-effort\"\n\
        load = [{ replicas = 4, hours = 230 }, { replicas = 2, hours = 500 }]\n\
        [sites]\nallow = [\"aws:r2\"]\n[policy]\ncommitments = [\"1y-no-upfront\"]\n";
    insta::assert_snapshot!(bill(plan), @r"
    web aws:r2 compute m2 460 hour x 0.1 = 46
    web aws:r2 compute m2 1460 hour x 0.06 = 87.6
    web aws:r2 block-storage ssd 26.30137 GiB-month x 0.1 = 2.630137
    total 136.230137
    ");
}

#[test]
fn services_at_a_site_fill_the_tiers_of_egress_together() {
    // 300 GiB of each of two services: 400 at 0.1 and 200 at 0.05, shared out evenly.
    let service = |name: &str| {
        format!(
            "[services.{name}]\nkind = \"object-store\"\nstorage = \"1 GiB\"\nwrites = \"0 GB/month\"\ntier = \"best-effort\"\n\
             [[flows]]\nfrom = \"users.all\"\nto = \"{name}\"\nvolume = \"300 GiB/month\"\n"
        )
    };
    let plan = format!(
        "{}{}[users.all]\nlocation = [50, 8]\n[sites]\nallow = [\"aws:r1\"]\n",
        service("a"),
        service("b")
    );
    insta::assert_snapshot!(bill(&plan), @r"
    a aws:r1 object-storage hot 1 GiB-month x 0.02 = 0.02
    a aws:r1 transfer data transfer r1 to internet 200 GiB x 0.1 = 20
    a aws:r1 transfer data transfer r1 to internet 100 GiB x 0.05 = 5
    b aws:r1 object-storage hot 1 GiB-month x 0.02 = 0.02
    b aws:r1 transfer data transfer r1 to internet 200 GiB x 0.1 = 20
    b aws:r1 transfer data transfer r1 to internet 100 GiB x 0.05 = 5
    total 50.04
    ");
}

#[test]
fn a_database_with_a_standby_elsewhere_and_its_callers() {
    // The caller needs three zones and the database nearby, so the database is active at r1, recovers at r2
    // and sends 100 GiB of changes there. Of the 45 GiB each way between one zone and three, two thirds
    // cross a zone, which is billed on both sides: 2 * 2 * 30. Three zones, so three NAT gateways with
    // an address each.
    let plan = "[services.db]\nkind = \"postgres\"\nrealisation = \"rds\"\ncpu = 2\nmemory = \"8 GiB\"\nstorage = \"50 GiB\"\nwrites = \"100 GiB/month\"\n\
        survives = \"region\"\ntier = \"best-effort\"\n\
        [services.web]\nkind = \"vm\"\ncpu = 2\nmemory = \"8 GiB\"\ndisk = \"10 GiB\"\nreplicas = 3\nsurvives = \"zone\"\n\
        degraded_capacity = \"50%\"\n\
        [[flows]]\nfrom = \"web\"\nto = \"db\"\nvolume = \"90 GiB/month\"\nreply = \"50%\"\nrtt = \"3ms\"\n\
        [[flows]]\nfrom = \"web\"\nto = \"internet\"\nvolume = \"10 GiB/month\"\n";
    insta::assert_snapshot!(bill(plan), @r"
    db aws:r1 database d2 730 hour x 0.2 = 146
    db aws:r1 database disk 50 GiB-month x 0.1 = 5
    db aws:r1 replication data transfer r1 to r2 100 GiB x 0.02 = 2
    db aws:r2 database d2 730 hour x 0.2 = 146
    db aws:r2 database disk 50 GiB-month x 0.1 = 5
    web aws:r1 compute m2 2190 hour x 0.1 = 219
    web aws:r1 block-storage ssd 30 GiB-month x 0.1 = 3
    web aws:r1 network natd 10 GiB x 0.04 = 0.4
    web aws:r1 transfer data transfer r1 to internet 10 GiB x 0.1 = 1
    web aws:r1 transfer data transfer r1 to zone 120 GiB x 0.01 = 1.2
    - aws:r1 network ip 2190 hour x 0.005 = 10.95
    - aws:r1 network nat 2190 hour x 0.05 = 109.5
    total 649.05
    ");
}

#[test]
fn a_load_balancer_by_its_largest_dimension() {
    // 1460 GiB a month are 2 GiB an hour, which is 2 units; 100 new connections a second are 4: 4 * 730 h.
    // Three zones, so three addresses.
    let plan = "[services.entry]\nkind = \"load-balancer\"\nrealisation = \"alb\"\nnew_connections = 100\nactive_connections = 3000\ntier = \"best-effort\"\n\
        [users.all]\nlocation = [50, 8]\n[[flows]]\nfrom = \"users.all\"\nto = \"entry\"\nvolume = \"1460 GiB/month\"\n\
        [sites]\nallow = [\"aws:r1\"]\n";
    insta::assert_snapshot!(bill(plan), @r"
    entry aws:r1 load-balancer lb 730 hour x 0.02 = 14.6
    entry aws:r1 load-balancer lcu 2920 capacity-unit-hour x 0.01 = 29.2
    entry aws:r1 network ip 2190 hour x 0.005 = 10.95
    entry aws:r1 transfer data transfer r1 to internet 400 GiB x 0.1 = 40
    entry aws:r1 transfer data transfer r1 to internet 1060 GiB x 0.05 = 53
    total 147.75
    ");
}

#[test]
fn a_cluster_packs_whole_pods() {
    // A node of 2 processors has 1.8 left for pods. Three pods of 1.2 need three nodes, though their sum fits
    // two; the four small ones (0.3 each) fill what is left of two of them.
    let plan = "[services.shop]\nkind = \"kubernetes\"\ntier = \"best-effort\"\n\
        [services.big]\nkind = \"workload\"\ncluster = \"shop\"\ncpu = 1.2\nmemory = \"1 GiB\"\nreplicas = 3\ntier = \"best-effort\"\n\
        [services.small]\nkind = \"workload\"\ncluster = \"shop\"\ncpu = 0.3\nmemory = \"256 MiB\"\nreplicas = 4\ntier = \"best-effort\"\n\
        [sites]\nallow = [\"aws:r2\"]\n";
    insta::assert_snapshot!(bill(plan), @r"
    shop aws:r2 compute m2 2190 hour x 0.1 = 219
    shop aws:r2 kubernetes control plane 730 hour x 0.1 = 73
    shop aws:r2 block-storage ssd 150 GiB-month x 0.1 = 15
    total 307
    ");
}

#[test]
fn a_workload_makes_its_cluster_survive_a_zone() {
    // Of 4 pods, all must be left after a zone is lost: 2 in each of three zones, 6 in all; a node holds one.
    let plan = "[services.shop]\nkind = \"kubernetes\"\ntier = \"best-effort\"\n\
        [services.big]\nkind = \"workload\"\ncluster = \"shop\"\ncpu = 1.2\nmemory = \"1 GiB\"\nreplicas = 4\nsurvives = \"zone\"\n\
        tier = \"best-effort\"\n[sites]\nallow = [\"aws:r1\"]\n";
    insta::assert_snapshot!(bill(plan), @r"
    shop aws:r1 compute m2 4380 hour x 0.1 = 438
    shop aws:r1 kubernetes control plane 730 hour x 0.1 = 73
    shop aws:r1 block-storage ssd 300 GiB-month x 0.1 = 30
    total 541
    ");
}

#[test]
fn objects_by_tier_and_request() {
    // 1500 GiB: 1000 at 0.02 and 500 at 0.01. 20,000 writes at 0.05 per 10,000.
    let plan = "[services.files]\nkind = \"object-store\"\nstorage = \"1500 GiB\"\nputs = 20_000\ngets = 1_000_000\ntier = \"best-effort\"\n\
        [sites]\nallow = [\"aws:r2\"]\n";
    insta::assert_snapshot!(bill(plan), @r"
    files aws:r2 object-storage get 1000000 request x 0.000001 = 1
    files aws:r2 object-storage hot 1000 GiB-month x 0.02 = 20
    files aws:r2 object-storage hot 500 GiB-month x 0.01 = 5
    files aws:r2 object-storage put 20000 request x 0.000005 = 0.1
    total 26.1
    ");
}

/// The catalog where tiers of transfer to the internet count over the account.
fn account_catalog(rows: &str) -> Vec<CatalogText> {
    let mut texts = catalog();
    let transfer = texts.iter_mut().find(|text| text.name == "aws/transfer.csv").unwrap();
    transfer.text = format!(
        "# table: transfer\n# provider: aws\n# as-of: 2026-01-01\n# source: test\nfrom,to,tier_from,price,scope\n{rows}"
    );
    texts
}

/// Two object stores of which each is pinned to a site, with 300 GiB a month to people each.
fn two_stores() -> String {
    let store = |name: &str, site: &str| {
        format!(
            "[services.{name}]\nkind = \"object-store\"\nstorage = \"1 GiB\"\nwrites = \"0 GB/month\"\ntier = \"best-effort\"\npin = \"{site}\"\n\
             [[flows]]\nfrom = \"users.all\"\nto = \"{name}\"\nvolume = \"300 GiB/month\"\n"
        )
    };
    format!("{}{}[users.all]\nlocation = [50, 8]\n", store("a", "aws:r1"), store("b", "aws:r2"))
}

#[test]
fn sites_with_the_same_prices_fill_the_tiers_of_an_account_together() {
    // 600 GiB in all: 100 free, 300 at 0.1, 200 at 0.05, each shared out evenly over the two sites.
    let rows = "r1,internet,100,0.1,account\nr1,internet,400,0.05,account\n\
                r2,internet,100,0.1,account\nr2,internet,400,0.05,account\n";
    insta::assert_snapshot!(bill_with(&two_stores(), account_catalog(rows)), @r"
    a aws:r1 object-storage hot 1 GiB-month x 0.02 = 0.02
    a aws:r1 transfer data transfer r1 to internet 150 GiB x 0.1 = 15
    a aws:r1 transfer data transfer r1 to internet 100 GiB x 0.05 = 5
    a aws:r1 transfer data transfer r1 to internet 50 GiB x 0 = 0
    b aws:r2 object-storage hot 1 GiB-month x 0.02 = 0.02
    b aws:r2 transfer data transfer r2 to internet 150 GiB x 0.1 = 15
    b aws:r2 transfer data transfer r2 to internet 100 GiB x 0.05 = 5
    b aws:r2 transfer data transfer r2 to internet 50 GiB x 0 = 0
    total 40.04
    ");
}

#[test]
fn sites_with_other_prices_fill_the_tiers_of_an_account_one_after_the_other() {
    // r2 has the dearer first tier, so it takes the first 300 GiB: 100 free and 200 at 0.12. r1 goes on from
    // there: 100 up to 400 at 0.1, then 200 at 0.05.
    let rows = "r1,internet,100,0.1,account\nr1,internet,400,0.05,account\n\
                r2,internet,100,0.12,account\nr2,internet,400,0.11,account\n";
    insta::assert_snapshot!(bill_with(&two_stores(), account_catalog(rows)), @r"
    a aws:r1 object-storage hot 1 GiB-month x 0.02 = 0.02
    a aws:r1 transfer data transfer r1 to internet 100 GiB x 0.1 = 10
    a aws:r1 transfer data transfer r1 to internet 200 GiB x 0.05 = 10
    b aws:r2 object-storage hot 1 GiB-month x 0.02 = 0.02
    b aws:r2 transfer data transfer r2 to internet 200 GiB x 0.12 = 24
    b aws:r2 transfer data transfer r2 to internet 100 GiB x 0 = 0
    total 44.04
    ");
}

#[test]
fn counts_of_two_names_have_nothing_to_do_with_each_other() {
    // Each site has its own 100 free GiB, then 200 at 0.1.
    let rows = "r1,internet,100,0.1,account:one\nr1,internet,400,0.05,account:one\n\
                r2,internet,100,0.1,account:two\nr2,internet,400,0.05,account:two\n";
    insta::assert_snapshot!(bill_with(&two_stores(), account_catalog(rows)), @r"
    a aws:r1 object-storage hot 1 GiB-month x 0.02 = 0.02
    a aws:r1 transfer data transfer r1 to internet 200 GiB x 0.1 = 20
    a aws:r1 transfer data transfer r1 to internet 100 GiB x 0 = 0
    b aws:r2 object-storage hot 1 GiB-month x 0.02 = 0.02
    b aws:r2 transfer data transfer r2 to internet 200 GiB x 0.1 = 20
    b aws:r2 transfer data transfer r2 to internet 100 GiB x 0 = 0
    total 40.04
    ");
}

#[test]
fn a_flat_price_of_an_account_moves_the_others_on() {
    // r2 has one price, 0.2, and is the dearest, so r1 starts at 300: 100 at 0.1, 200 at 0.05.
    let rows = "r1,internet,,0.1,account\nr1,internet,400,0.05,account\nr2,internet,,0.2,account\n";
    insta::assert_snapshot!(bill_with(&two_stores(), account_catalog(rows)), @r"
    a aws:r1 object-storage hot 1 GiB-month x 0.02 = 0.02
    a aws:r1 transfer data transfer r1 to internet 100 GiB x 0.1 = 10
    a aws:r1 transfer data transfer r1 to internet 200 GiB x 0.05 = 10
    b aws:r2 object-storage hot 1 GiB-month x 0.02 = 0.02
    b aws:r2 transfer data transfer r2 to internet 300 GiB x 0.2 = 60
    total 80.04
    ");
}

/// A bill of the test catalog with a price book.
fn bill_of_book(plan: &str, book: &str) -> String {
    let mut case = case_of(plan, catalog());
    case.add_prices(book);
    lines(&case)
}

#[test]
fn hours_that_are_paid_for_already_are_used_before_any_others() {
    // Four replicas for 230 hours and two for 500: 1920 hours, of which 2 * 730 = 1460 are paid for, at 0.02
    // an hour. The other 460 cost 0.1.
    let plan = "[services.web]\nkind = \"vm\"\ncpu = 2\nmemory = \"8 GiB\"\ndisk = \"10 GiB\"\ntier = \"best-effort\"\n\
        load = [{ replicas = 4, hours = 230 }, { replicas = 2, hours = 500 }]\n\
        [sites]\nallow = [\"aws:r2\"]\n";
    let book =
        "[[commitment]]\nsku = \"m2\"\nsite = \"aws:r2\"\ncount = 2\nhourly_usd = \"0.02\"\n";
    insta::assert_snapshot!(bill_of_book(plan, book), @r"
web aws:r2 compute m2 460 hour x 0.1 = 46
web aws:r2 compute m2 1460 hour x 0 = 0
web aws:r2 block-storage ssd 26.30137 GiB-month x 0.1 = 2.630137
- aws:r2 compute m2 1460 hour x 0.02 = 29.2
total 77.830137
");
}

#[test]
fn services_use_the_paid_hours_of_a_site_together() {
    // Each service needs one node all month; one of two is paid for. The list price of the paid hours is shown.
    let service = |name: &str| {
        format!(
            "[services.{name}]\nkind = \"vm\"\ncpu = 2\nmemory = \"8 GiB\"\ndisk = \"10 GiB\"\ntier = \"best-effort\"\nreplicas = 1\n"
        )
    };
    let plan = format!("{}{}[sites]\nallow = [\"aws:r2\"]\n", service("a"), service("b"));
    let book = "[[commitment]]\nsku = \"m2\"\nsite = \"aws:r2\"\ncount = 1\nhourly_usd = \"0\"\n\
                [[discount]]\nservice = \"vm\"\npercent = \"10%\"\n";
    insta::assert_snapshot!(bill_of_book(&plan, book), @r"
a aws:r2 compute m2 365 hour x 0.09 = 32.85
a aws:r2 compute m2 365 hour x 0 = 0
a aws:r2 block-storage ssd 10 GiB-month x 0.1 = 1
b aws:r2 compute m2 365 hour x 0.09 = 32.85
b aws:r2 compute m2 365 hour x 0 = 0
b aws:r2 block-storage ssd 10 GiB-month x 0.1 = 1
total 67.7
");
}
