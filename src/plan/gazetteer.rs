//! Names that a plan may refer to but does not define.
//!
//! They come from the catalogs, which the plan's check does not know: whoever calls it fills this in.

use crate::terms::SitePattern;
use crate::units::Decimal;

/// Names that a plan may refer to but does not define: they come from the catalogs.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// Codes of all sites.
    pub sites: Vec<String>,
    /// Zones of law.
    pub residency_zones: Vec<String>,
    /// Cities and site codes with degrees north and east.
    pub places: Vec<(String, (Decimal, Decimal))>,
    /// Protocols and product families that services can be realised in, sorted.
    pub engines: Vec<String>,
    /// Products that services can be realised by, sorted.
    pub realisations: Vec<String>,
}

impl Gazetteer {
    /// Whether any site fits a pattern.
    #[must_use]
    pub fn has_site(&self, pattern: &SitePattern) -> bool {
        self.sites.iter().any(|code| pattern.matches(code))
    }
}
