//! Mistakes in a user's own tables: each is reported with file, line and what to do.

use insta::assert_snapshot;

use crate::support::load_texts;

const SITES: &str = "\
# table: sites
# provider: aws
site,name,city,country,latitude,longitude,zones
r1,One,Hereford,DE,50.0,8.0,3
";

fn errors(table: &str) -> String {
    load_texts(&[], &[("sites.csv", SITES), ("own.csv", table)]).unwrap_err()
}

#[test]
fn a_price_of_zero_is_refused() {
    let table =
        "# table: disks\n# provider: aws\nsite,sku,size_gib,unit,price\nr1,gp3,,GB-month,0\n";
    assert_snapshot!(errors(table), @r#"
error: a price must be above zero
  ┌─ own.csv:4:18
  │
4 │ r1,gp3,,GB-month,0
  │                  ^
  │
  = hint: leave the row out if the price is unknown, write `free` if the source says so
"#);
}

#[test]
fn a_misspelt_site_is_pointed_out() {
    let table = "# table: latency\na,b,rtt_ms\naws:r1,aws:r2,1.5\n";
    assert_snapshot!(errors(table), @r#"
error: unknown site `aws:r2`
  ┌─ own.csv:3:8
  │
3 │ aws:r1,aws:r2,1.5
  │        ^^^^^^
  │
  = hint: did you mean `aws:r1`?
"#);
}

#[test]
fn all_mistakes_of_a_table_are_reported_at_once() {
    let table = "# table: services\n# provider: aws\nmeter,form,site,sku,unit,tier_from,price\n\
        nat,,r1,gateway,fortnight,,0.05\n\
        public-ips,,r1,ip,hour,,0.005\n\
        nat-data,,r1,gateway,GB,,5 cents\n\
        object-storage,single,r1,store,GB-month,,0.02\n\
        object-storage,single,r1,store,GB-month,,0.03\n";
    assert_snapshot!(errors(table), @r#"
error: `fortnight` is not a unit of nat
  ┌─ own.csv:4:17
  │
4 │ nat,,r1,gateway,fortnight,,0.05
  │                 ^^^^^^^^^

error: `public-ips` is not a meter
  ┌─ own.csv:5:1
  │
5 │ public-ips,,r1,ip,hour,,0.005
  │ ^^^^^^^^^^
  │
  = hint: did you mean `public-ip`?

error: `5 cents` is not a number
  ┌─ own.csv:6:26
  │
6 │ nat-data,,r1,gateway,GB,,5 cents
  │                          ^^^^^^^
  │
  = hint: write plain digits, as in 0.0416; at most 18 of them

error: the table has this row already
  ┌─ own.csv:8:1
  │
8 │ object-storage,single,r1,store,GB-month,,0.03
  │ ^^^^^^^^^^^^^^
  │
  = hint: remove one of the two
"#);
}

#[test]
fn a_table_must_say_what_it_is() {
    assert_snapshot!(errors("site,price\nr1,1\n"), @r"
    error: the table does not say what it holds
      ┌─ own.csv:1:1
      │
    1 │ site,price
      │ ^^^^^^^^^^
      │
      = hint: start with a line `# table: ...`, one of sites, skus, vm, postgres, mysql, meters, realisations, components, links, commitments, services, disks, transfer, latency, latency-modelled, latency-fit, latency-inside, places, residency, attestations, sla, recovery, runbook, outage-rates, outages, sources
    ");
    assert_snapshot!(errors("# table: transfers\nfrom,to,tier_from,price\n"), @r#"
error: `transfers` is not a table of a catalog
  ┌─ own.csv:1:1
  │
1 │ # table: transfers
  │ ^^^^^^^^^^^^^^^^^^
  │
  = hint: did you mean `# table: transfer`?
"#);
}

#[test]
fn unknown_columns_and_skus_are_pointed_out() {
    assert_snapshot!(errors("# table: vm\n# site: aws:r1\nsku,on-demand,spott\na.large,1\n"), @r#"
error: `spott` is not a column of this table
  ┌─ own.csv:3:15
  │
3 │ sku,on-demand,spott
  │               ^^^^^
  │
  = hint: did you mean `spot`?
"#);
}

#[test]
fn tiers_must_rise() {
    let table = "# table: transfer\n# provider: aws\nfrom,to,tier_from,price\n\
        r1,internet,1000,0.08\nr1,internet,,0.09\n";
    assert_snapshot!(errors(table), @r#"
error: the tier starts below the one before
  ┌─ own.csv:5:4
  │
5 │ r1,internet,,0.09
  │    ^^^^^^^^
  │
  = hint: list the tiers of a tariff from the lowest up
"#);
}

#[test]
fn an_unknown_catalog_is_an_error_without_a_place() {
    assert_snapshot!(load_texts(&["azur"], &[]).unwrap_err(), @r#"
error: no bundled catalog is called `azur`
 = hint: did you mean `azure`?
"#);
}

/// Whatever is in a table, loading ends with a result and never with a panic.
#[test]
fn no_table_makes_loading_panic() {
    let words = [
        "sites",
        "skus",
        "vm",
        "postgres",
        "commitments",
        "services",
        "disks",
        "transfer",
        "latency",
        "latency-fit",
        "latency-inside",
        "places",
        "residency",
        "sla",
        "recovery",
        "outages",
        "sources",
        "x",
    ];
    let columns = "site,sku,name,city,country,latitude,longitude,zones,from,to,price,tier_from";
    let rows = [
        "",
        ",,,,,,,,,,,",
        "r1",
        "\u{fffd}",
        "-1,-1,-1,-1",
        "9999999999999999999999999999999999,1,1,1,1,1,1",
        "r1,r1,vm,1000000000000,1000000000000,1000000000000,1000000000000",
    ];
    for word in words {
        for head in [columns, "a", "", "a,b,rtt_ms", "zone,site,evidence", "sku,on-demand"] {
            for row in rows {
                let table = format!("# table: {word}\n# provider: aws\n{head}\n{row}\n");
                let _ = load_texts(&[], &[("sites.csv", SITES), ("own.csv", &table)]);
            }
        }
    }
}

#[test]
fn numbers_are_bounded_so_that_prices_cannot_overflow() {
    let skus = "# table: skus\n# provider: aws\nsku,vcpu,memory_gib,arch,gpus,family\n\
        big,1000000000000,1,x86_64,0,big\n";
    let vm = "# table: vm\n# site: aws:r1\nsku,per,on-demand\nbig,vcpu,1000000000000\n";
    let catalog = load_texts(&[], &[("s.csv", SITES), ("k.csv", skus), ("v.csv", vm)]).unwrap();
    let site = catalog.find("aws:r1").unwrap();
    assert_eq!(catalog.vm_offers(site)[0].prices[0].1.to_string(), "1000000000000000000000000");
    let too_much = vm.replace("1000000000000", "1000000000001");
    assert!(load_texts(&[], &[("s.csv", SITES), ("k.csv", skus), ("v.csv", &too_much)]).is_err());
}

#[test]
fn tiers_have_a_scope_and_only_one() {
    let table = "# table: transfer\n# provider: aws\nfrom,to,tier_from,price,scope\n\
        r1,internet,,0.09,account\n\
        r1,internet,10240,0.08,site\n\
        r1,zone,,0.01,region\n";
    assert_snapshot!(errors(table), @r#"
error: the tiers of a tariff have one scope
  ┌─ own.csv:5:24
  │
5 │ r1,internet,10240,0.08,site
  │                        ^^^^

error: `region` is not a scope of tiers
  ┌─ own.csv:6:15
  │
6 │ r1,zone,,0.01,region
  │               ^^^^^^
  │
  = hint: scopes are site, account and account:NAME
"#);
}

#[test]
fn ports_are_numbers_or_none() {
    let row = |ports: &str| {
        let columns = "provider|kind|realisation|engine|ports|forms|nodes|count|vcpu|memory_gib|disk_gib|fits|hosts|title|source";
        format!(
            "# table: realisations\n# separator: |\n{columns}\naws|queue|mine|amqp|{ports}|both||||||||Mine|own\n"
        )
    };
    for good in ["", "none", "5671", "5671 443"] {
        let loaded = load_texts(&[], &[("sites.csv", SITES), ("own.csv", &row(good))]);
        assert!(loaded.is_ok(), "{good}: {:?}", loaded.err());
    }
    for bad in ["0", "amqp", "5671,443", "70000"] {
        let told = errors(&row(bad));
        assert!(told.contains(&format!("`{bad}` is not a list of ports")), "{told}");
        assert!(told.contains("the usual one first"), "{told}");
    }
}
