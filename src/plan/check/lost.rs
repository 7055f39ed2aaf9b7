//! `lost` of `[sites]`: providers, sites and zones that are not available.

use crate::diag::{Diagnostic, Diagnostics, Spanned, nearest};
use crate::plan::document::{Node, Notation, Section, Value, Wrong};
use crate::plan::{Gazetteer, Network};
use crate::terms::{Provider, SitePattern};

/// What stands before the site of which one zone is lost.
const ZONE: &str = "zone:";

/// What is not available.
#[derive(Default)]
pub(super) struct Lost {
    /// Providers and sites, each as a pattern over site codes.
    pub(super) sites: Vec<Spanned<SitePattern>>,
    /// Sites with one zone less.
    pub(super) zones: Vec<Spanned<String>>,
}

pub(super) fn read(section: &mut Section<'_, '_>, gazetteer: &Gazetteer) -> Lost {
    let mut lost = Lost::default();
    for name in section.one_or_many("lost", &Name(gazetteer)).unwrap_or_default() {
        let Spanned { value, span } = name;
        match value.strip_prefix(ZONE) {
            Some(site) => lost.zones.push(Spanned::new(site.to_owned(), span)),
            None if value.contains(':') => {
                lost.sites.push(Spanned::new(SitePattern::new(value), span));
            }
            None => lost.sites.push(Spanned::new(SitePattern::new(format!("{value}:*")), span)),
        }
    }
    lost
}

/// Reports a network whose hub is lost: everything else is linked to it.
pub(super) fn report_hub(lost: &Lost, network: &Network, findings: &mut Diagnostics) {
    for pattern in lost.sites.iter().filter(|pattern| pattern.value.matches(&network.hub)) {
        let message = format!("the hub of the network is lost: {}", network.hub);
        let problem = Diagnostic::error(message, pattern.span);
        findings.push(problem.hint("give `hub` of [network] another site beside this"));
    }
}

/// The name of a provider, a site, or a zone of a site.
struct Name<'g>(&'g Gazetteer);

impl Notation for Name<'_> {
    type Value = String;

    fn read(&self, node: &Node) -> Result<String, Wrong> {
        let Value::Text(name) = &node.value else {
            return Err(Wrong::type_of(node, "a provider or a site", &self.example()));
        };
        let site = name.strip_prefix(ZONE).unwrap_or(name);
        let known = self.0.sites.iter().map(String::as_str);
        let providers = Provider::ALL.iter().map(|provider| provider.name());
        if known.clone().any(|code| code == site) || providers.clone().any(|one| one == name) {
            return Ok(name.clone());
        }
        let wrong = Wrong::new(format!("names nothing that can be lost: `{name}`"));
        Err(match nearest(site, known.chain(providers)) {
            Some(near) => wrong.hint(format!("did you mean \"{near}\"?")),
            None => wrong.hint(
                "a provider as in \"azure\", a site as in \"aws:eu-west-1\", one of its zones as in \
                 \"zone:aws:eu-west-1\"",
            ),
        })
    }

    fn example(&self) -> String {
        "\"azure\"".to_owned()
    }
}
