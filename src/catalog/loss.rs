//! Zones that are not available.

use super::Catalog;

impl Catalog {
    /// Takes one zone from a site; `false` if it is the only one, or there is no such site.
    pub fn lose_zone(&mut self, code: &str) -> bool {
        let site = self.sites.iter_mut().find(|site| site.code == code && site.zones > 1);
        match site {
            Some(site) => {
                site.zones -= 1;
                true
            }
            None => false,
        }
    }
}
