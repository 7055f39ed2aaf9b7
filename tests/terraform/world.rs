//! The catalog that hand-made placements are drawn from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
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

/// Writes the files of a case below the folder that `MCPLAN_WRITE_FOLDERS` names, for those who look at them.
pub fn keep(case: &str, files: &BTreeMap<String, String>) {
    let Some(folder) = std::env::var_os("MCPLAN_WRITE_FOLDERS") else { return };
    for (path, text) in files {
        let path = Path::new(&folder).join(case).join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
}
