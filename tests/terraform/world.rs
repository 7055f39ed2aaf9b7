//! The catalog that hand-made placements are drawn from.

use std::sync::OnceLock;

use mcplan::catalog::{Catalog, SkuId, load};
use mcplan::diag::Sources;

/// The bundled catalogs, loaded once.
pub fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| {
        let names = ["aws", "azure", "onprem/frankfurt"];
        load(&names, Vec::new(), &mut Sources::default()).expect("bundled catalogs load")
    })
}

/// A SKU by its name.
pub fn sku(catalog: &Catalog, name: &str) -> SkuId {
    let index = catalog.skus().iter().position(|sku| sku.name == name);
    let index = index.unwrap_or_else(|| panic!("the bundled catalogs have {name}"));
    SkuId(u32::try_from(index).expect("few SKUs"))
}
