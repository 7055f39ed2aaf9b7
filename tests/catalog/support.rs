//! Loading catalogs in tests.

use std::sync::OnceLock;

use mcplan::catalog::{Catalog, CatalogText, bundled_names, load};
use mcplan::diag::{Sources, render};

/// Everything that ships.
pub fn bundled() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| {
        let mut sources = Sources::default();
        let loaded = load(&bundled_names(), Vec::new(), &mut sources);
        loaded.unwrap_or_else(|problems| panic!("{}", render(&problems, &sources)))
    })
}

pub fn text(name: &str, text: &str) -> CatalogText {
    CatalogText { name: name.to_owned(), text: text.to_owned() }
}

/// A catalog of texts alone, or the drawn diagnostics.
pub fn load_texts(names: &[&str], texts: &[(&str, &str)]) -> Result<Catalog, String> {
    let mut sources = Sources::default();
    let texts = texts.iter().map(|(name, body)| text(name, body)).collect();
    load(names, texts, &mut sources).map_err(|problems| render(&problems, &sources))
}
