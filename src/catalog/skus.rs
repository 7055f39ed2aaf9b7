//! The SKUs of a catalog, sorted by name, and how tables find them.

use crate::terms::Provider;

use super::{Sku, SkuId};

/// How far a lookup walks on from the previous one before it searches.
const WALK: usize = 48;

/// All SKUs, sorted by (name, provider); a [`SkuId`] is an index, so ids are in order of name.
#[derive(Debug, Clone, Default)]
pub(super) struct Skus {
    list: Vec<Sku>,
}

impl Skus {
    /// From SKUs with unique (name, provider).
    pub(super) fn new(mut list: Vec<Sku>) -> Self {
        list.sort_by(|a, b| (&a.name, a.provider).cmp(&(&b.name, b.provider)));
        Skus { list }
    }

    pub(super) fn get(&self, sku: SkuId) -> &Sku {
        &self.list[sku.0 as usize]
    }

    pub(super) fn all(&self) -> &[Sku] {
        &self.list
    }

    /// The SKU with this name. `after` is where the previous row's SKU stood: tables are sorted, so the
    /// next one is usually a few steps on, which is several times faster than a search.
    pub(super) fn find(&self, provider: Provider, name: &str, after: usize) -> Option<SkuId> {
        let tail = self.list.get(after..).unwrap_or_default();
        let near = tail.iter().take(WALK).position(|s| s.name == name && s.provider == provider);
        if let Some(steps) = near {
            return Some(id(after + steps));
        }
        let key = (name, provider);
        self.list.binary_search_by(|s| (s.name.as_str(), s.provider).cmp(&key)).ok().map(id)
    }
}

fn id(index: usize) -> SkuId {
    SkuId(u32::try_from(index).expect("a catalog holds far fewer than 2^32 SKUs"))
}
