//! `[sites]`: where anything may be placed at all.

use crate::diag::{Diagnostic, Span, Spanned};
use crate::plan::Gazetteer;
use crate::plan::document::Section;
use crate::terms::SitePattern;

use super::lost::{self, Lost};
use super::places::Pattern;
use super::quotas::{self, Quota};

/// Patterns over sites, with the key that gives them.
pub(super) type Patterns = Spanned<Vec<SitePattern>>;

/// Sites that the whole plan allows and denies.
#[derive(Default)]
pub(super) struct Sites {
    /// Absent if every site is allowed.
    pub(super) allow: Option<Patterns>,
    /// Absent if no site is denied.
    pub(super) deny: Option<Patterns>,
    /// Where services may serve; absent if anywhere.
    pub(super) primary: Option<Patterns>,
    /// Where services may wait to take over; absent if anywhere.
    pub(super) recovery: Option<Patterns>,
    /// What is not available.
    pub(super) lost: Lost,
    /// Virtual processors of machines at each site that fits.
    pub(super) quotas: Vec<Quota>,
}

impl Sites {
    /// Whether a site is allowed and not denied.
    pub(super) fn permit(&self, code: &str) -> bool {
        let fits = |list: &Patterns| list.value.iter().any(|pattern| pattern.matches(code));
        self.allow.as_ref().is_none_or(fits) && !self.deny.as_ref().is_some_and(fits)
    }

    /// The key to blame if nothing is permitted.
    pub(super) fn span(&self) -> Option<Span> {
        self.allow.as_ref().or(self.deny.as_ref()).map(|list| list.span)
    }
}

pub(super) fn read(root: &mut Section<'_, '_>, gazetteer: &Gazetteer) -> Sites {
    let Some(entry) = root.entry("sites") else { return Sites::default() };
    let Some(mut section) = Section::new(&entry.node, "[sites]", root.findings()) else {
        return Sites::default();
    };
    let mut patterns = |key: &'static str| {
        let span = section.entry(key)?.key;
        let list = section.list(key, &Pattern(gazetteer))?;
        Some(Spanned::new(list.into_iter().map(|pattern| pattern.value).collect(), span))
    };
    let allow: Option<Patterns> = patterns("allow");
    let deny: Option<Patterns> = patterns("deny");
    let primary: Option<Patterns> = patterns("primary");
    let recovery: Option<Patterns> = patterns("recovery");
    for (key, list) in [("primary", &primary), ("recovery", &recovery)] {
        if list.as_ref().is_some_and(|list| list.value.is_empty()) {
            section.empty(key, "leave it out to allow every site");
        }
    }
    if section.is_empty_list("allow") {
        section.empty("allow", "without an allowed site nothing can be placed");
    }
    let lost = lost::read(&mut section, gazetteer);
    let quotas = quotas::read(&mut section, gazetteer);
    section.finish();
    let everywhere = SitePattern::new("*");
    let sites = Sites {
        allow: allow.filter(|list| !list.value.is_empty() && !list.value.contains(&everywhere)),
        deny: deny.filter(|list| !list.value.is_empty()),
        primary,
        recovery,
        lost,
        quotas,
    };
    if let Some(span) = sites.span()
        && !gazetteer.sites.iter().any(|code| sites.permit(code))
    {
        let message = "[sites] leaves no site: all that are allowed are denied too";
        root.push(Diagnostic::error(message, span));
    }
    sites
}
