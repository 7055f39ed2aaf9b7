//! How long loading takes: everything that is bundled, and what a plan over two regions needs.
//!
//! The budget for everything (all sites, every offer parsed) is 60 ms in a release build. Results are
//! returned, so that freeing them is not counted.

use mcplan::catalog::{Catalog, bundled_names, load};
use mcplan::diag::Sources;
use mcplan::terms::NodeList;

fn main() {
    divan::main();
}

fn bundled(names: &[&str]) -> Catalog {
    load(names, Vec::new(), &mut Sources::default()).expect("the bundled catalogs are valid")
}

/// All sites, and every offer of each.
#[divan::bench]
fn everything() -> (Catalog, usize) {
    let catalog = bundled(&bundled_names());
    let offers = catalog.load_everything();
    (catalog, offers)
}

/// The same on one processor.
#[divan::bench]
fn everything_on_one_processor() -> Catalog {
    let catalog = bundled(&bundled_names());
    for site in catalog.site_ids() {
        for &list in NodeList::ALL {
            divan::black_box(catalog.offers(site, list));
        }
    }
    catalog
}

/// All sites and prices, but no offers yet: the fixed cost of any plan.
#[divan::bench]
fn without_offers() -> Catalog {
    bundled(&bundled_names())
}

/// One region of each provider.
#[divan::bench]
fn two_regions() -> Catalog {
    let catalog = bundled(&["aws", "azure"]);
    for code in ["aws:eu-central-1", "azure:westeurope"] {
        divan::black_box(catalog.find(code).map(|site| catalog.vm_offers(site)));
    }
    catalog
}
