//! `mcplan catalog`.

use crate::support::Folder;

#[test]
fn sites_are_listed_by_pattern() {
    let folder = Folder::new();
    let run = |pattern| folder.run(&["catalog", "list", pattern, "--catalog", "catalog"]);
    insta::assert_snapshot!(run("*r-1"), @r#"
    exit status 0
    --- stdout ---
    Sites
     Site       | Name | Country | Zones | VM offers | Database offers | Open
    ------------+------+---------+-------+-----------+-----------------+------
     aws:far-1  | Far  | SE      |     3 |         2 |               2 | yes
     aws:near-1 | Near | DE      |     3 |         2 |               2 | yes
    ------------+------+---------+-------+-----------+-----------------+------
     2 sites    |      |         |       |         4 |               4 |
    "#);
    insta::assert_snapshot!(run("gcp:*"), @r#"
    exit status 1
    --- stdout ---
    Sites
    No site fits gcp:*.
    "#);
}

#[test]
fn a_sku_has_its_prices_and_a_site_its_meters() {
    let folder = Folder::new();
    let run = |name| folder.run(&["catalog", "show", name, "--catalog", "catalog"]);
    insta::assert_snapshot!(run("a.small"), @r#"
    exit status 0
    --- stdout ---
    SKU
    a.small (aws): 2 vCPU, 4 GiB memory, x86_64, 0 GPU, family a.
    Offered at 2 sites.
     Site       | Kind       | Purchase      | USD/hour | Row, as of
    ------------+------------+---------------+----------+--------------------------
     aws:far-1  | vm, single | on-demand     |     0.08 | catalog/vm_far-1.csv:5,
                |            |               |          | 2026-01-01
     aws:far-1  | vm, single | 1y-no-upfront |     0.06 | catalog/vm_far-1.csv:5,
                |            |               |          | 2026-01-01
     aws:near-1 | vm, single | on-demand     |      0.1 | catalog/vm_near-1.csv:5,
                |            |               |          | 2026-01-01
     aws:near-1 | vm, single | 1y-no-upfront |     0.07 | catalog/vm_near-1.csv:5,
                |            |               |          | 2026-01-01
      * Spot prices and commitments are effective prices per hour, as in the catalog.
    "#);
    insta::assert_snapshot!(run("aws:near-1"), @r#"
    exit status 0
    --- stdout ---
    Site
    aws:near-1: Near (Nearby, DE), 3 zones (catalog/sites.csv:4).
    Lies in: country:DE, eu.
    Offers: 2 vm, 2 postgres, 0 mysql; disks: 1.
     Meter               | SKU                | Above |   USD | Per       | Row, as of
    ---------------------+--------------------+-------+-------+-----------+-----------------------
     NAT gateway         | nat                |       |  0.05 | hour      | catalog/services.csv:
                         |                    |       |       |           | 7, 2026-01-01
     NAT data            | nat-data           |       |  0.05 | GiB       | catalog/services.csv:
                         |                    |       |       |           | 10, 2026-01-01
     public IPv4 address | ip                 |       | 0.005 | hour      | catalog/services.csv:
                         |                    |       |       |           | 13, 2026-01-01
     postgres storage    | db-storage         |       |  0.12 | GiB-month | catalog/services.csv:
     (single)            |                    |       |       |           | 4, 2026-01-01
     to another zone     | data transfer      |       |  0.01 | GiB       | catalog/transfer.csv:
                         | aws:near-1 to zone |       |       |           | 10, 2026-01-01
     to the internet     | data transfer      |   100 |  0.09 | GiB       | catalog/transfer.csv:
                         | aws:near-1 to      |       |       |           | 4, 2026-01-01
                         | internet           |       |       |           |
                         |                    | 10240 |  0.08 | GiB       |
      * no price: load balancer, load balancer capacity, objects (single), object writes (single),
        object reads (single), mysql storage (single), objects (zone-redundant), object writes
        (zone-redundant), object reads (zone-redundant), postgres storage (zone-redundant), mysql
        storage (zone-redundant)
    "#);
    insta::assert_snapshot!(run("aws:near-2"), @r#"
    exit status 2
    --- stderr ---
    error: no site or SKU of the catalogs is called `aws:near-2`
    hint: did you mean `aws:near-1`?
    "#);
}

#[test]
fn the_bundled_catalogs_have_holes_but_no_mistakes() {
    let folder = Folder::new();
    let output = folder.mcplan(&["catalog", "check"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("Holes\n"));
}

#[test]
fn old_prices_are_found_from_a_given_day() {
    let folder = Folder::new();
    let run = |today| {
        folder.mcplan(&["catalog", "check", "--max-age", "3000", "--today", today]).status.code()
    };
    assert_eq!(run("2040-01-01"), Some(1));
}

#[test]
fn a_mistake_in_a_catalog_of_the_user_fails_the_check() {
    let folder = Folder::new();
    folder.edit("catalog/vm_near-1.csv", "0.10", "0");
    let output = folder.mcplan(&["catalog", "check", "--catalog", "catalog"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("catalog/vm_near-1.csv:5"), "{text}");
}
