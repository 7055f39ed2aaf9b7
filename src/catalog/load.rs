//! Puts a catalog together from bundled files and the user's own texts.
//!
//! Order matters only between three steps: sites first, then SKUs, then everything that names them.
//! Within a step, bundled texts come before the user's, whose rows replace rows of the same key.

use std::collections::BTreeMap;

use crate::diag::{Diagnostic, Diagnostics, Severity, SourceId, Sources, Span, list, nearest};
use crate::terms::NodeList;

use super::bundle::{self, Entry};
use super::query::Catalog;
use super::read::{self, Input};
use super::shelf::Shelf;
use super::skus::Skus;
use super::table::Table;
use super::{Site, onprem};

/// A text of a catalog with the name to use for it in messages and provenance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogText {
    /// A name such as `aws/services.csv`; one that ends in `.toml` is a site of the user's own.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// The bundled catalogs by name: a provider (`aws`), the facts that hold for all (`common`, which comes
/// with every other one), or a site of the user's own (`onprem/frankfurt`). Sorted.
#[must_use]
pub fn bundled_names() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        bundle::entries().iter().map(|entry| catalog_name(entry.name)).collect();
    names.dedup();
    names
}

/// The texts of the bundled catalogs with these names, sorted by file name.
#[must_use]
pub fn bundled_texts(names: &[&str]) -> Vec<CatalogText> {
    let wanted = bundle::entries().iter().filter(|entry| names.contains(&catalog_name(entry.name)));
    wanted.map(|entry| CatalogText { name: entry.name.to_owned(), text: entry.text() }).collect()
}

/// The catalog that a bundled file belongs to: a `.toml` file is one by itself, else the folder is.
fn catalog_name(file: &str) -> &str {
    file.strip_suffix(".toml").or_else(|| file.split('/').next()).unwrap_or(file)
}

/// Loads the bundled catalogs `names` and the texts `extra` of the user's own folders.
///
/// Texts are added to `sources`, so that the errors can be shown with their lines. Rows of `extra`
/// replace bundled rows with the same key. Sites of catalogs that are not named are not loaded.
///
/// # Errors
/// If a name is unknown or a text has mistakes: all of them, each with its place.
pub fn load(
    names: &[&str],
    extra: Vec<CatalogText>,
    sources: &mut Sources,
) -> Result<Catalog, Diagnostics> {
    let mut problems = Diagnostics::default();
    let bundled = choose(names, &mut problems);
    let mut texts: Vec<(SourceId, bool)> = Vec::new();
    for entry in bundled.iter().filter(|entry| !is_offers(entry.name)) {
        texts.push((sources.add(entry.name, entry.text()), false));
    }
    for text in extra {
        texts.push((sources.add(text.name, text.text), true));
    }
    let sources = &*sources;
    let mut inputs = Vec::new();
    let mut own_sites = Vec::new();
    for (id, strict) in texts {
        let source = sources.get(id);
        if is_toml(&source.name) {
            own_sites.extend(onprem::read(id, source, &mut problems).map(|own| (own, strict)));
        } else if let Some(table) = Table::parse(&source.name, id, &source.text, &mut problems) {
            inputs.push(Input { table, strict });
        }
    }
    let catalog = assemble(names, &inputs, own_sites, &mut problems);
    if problems.has_errors() { Err(problems) } else { Ok(catalog) }
}

fn is_toml(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "toml")
}

/// What kinds can be served by, which is known whichever catalogs are named.
const KINDS: &[&str] = &["common/meters.csv", "common/realisations.csv", "common/components.csv"];

/// The bundled files of the named catalogs; `common` comes with any of them.
fn choose(names: &[&str], problems: &mut Diagnostics) -> Vec<&'static Entry> {
    let known = bundled_names();
    for wrong in names.iter().filter(|name| !known.contains(name)) {
        let hint = nearest(wrong, known.iter().copied()).map_or_else(
            || format!("bundled are {}", list(&known, "and")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("no bundled catalog is called `{wrong}`");
        problems.push(without_place(message, vec![hint]));
    }
    let wanted = |entry: &&Entry| {
        let catalog = catalog_name(entry.name);
        KINDS.contains(&entry.name)
            || names.contains(&catalog)
            || (!names.is_empty() && catalog == "common")
    };
    bundle::entries().iter().filter(wanted).collect()
}

/// Whether a bundled file holds offers of one site (`aws/vm/eu-west-1.csv`), which are read on demand.
fn is_offers(name: &str) -> bool {
    let mut parts = name.split('/').skip(1);
    parts.next().and_then(NodeList::parse).is_some() && parts.next().is_some()
}

fn assemble(
    names: &[&str],
    inputs: &[Input<'_>],
    own_sites: Vec<(onprem::OwnSite, bool)>,
    problems: &mut Diagnostics,
) -> Catalog {
    let mut catalog = Catalog::default();
    let of = |words: &'static [&str]| {
        inputs.iter().filter(|input| words.contains(&input.word())).collect::<Vec<_>>()
    };
    let mut sites: BTreeMap<String, Site> = BTreeMap::new();
    let mut groups = BTreeMap::new();
    for input in of(&["sites"]) {
        read::sites(input, &mut sites, &mut groups, problems);
    }
    add_own_sites(&own_sites, &mut sites, problems);
    catalog.sites = sites.into_values().collect();
    if catalog.sites.len() > usize::from(u16::MAX) {
        problems.push(without_place("there are more than 65,535 sites".to_owned(), Vec::new()));
        return Catalog::default();
    }
    catalog.transfers.groups = groups
        .into_iter()
        .filter_map(|(code, group)| Some((catalog.find(&code)?, group)))
        .collect();
    let mut skus = BTreeMap::new();
    for input in of(&["skus"]) {
        read::skus(input, &mut skus, problems);
    }
    catalog.skus = Skus::new(skus.into_values().collect());
    catalog.shelves = shelves(&catalog, names);
    for input in of(&["meters"]) {
        read::meters(input, &mut catalog, problems);
    }
    for input in of(&["realisations"]) {
        read::realisations(input, &mut catalog, problems);
    }
    for input in of(&["components"]) {
        read::components(input, &mut catalog, problems);
    }
    for input in inputs {
        read::table(input, &mut catalog, problems);
    }
    for (own, _) in own_sites {
        own.add_to(&mut catalog, problems);
    }
    read::finish(&mut catalog);
    catalog
}

/// Adds the sites of files of their own. A user's file may replace a bundled one, not another of the user's.
fn add_own_sites(
    own_sites: &[(onprem::OwnSite, bool)],
    sites: &mut BTreeMap<String, Site>,
    problems: &mut Diagnostics,
) {
    let mut users: BTreeMap<&str, Span> = BTreeMap::new();
    for (own, strict) in own_sites {
        let code = own.site.code.as_str();
        sites.insert(code.to_owned(), own.site.clone());
        if !strict {
            continue;
        }
        if let Some(first) = users.insert(code, own.place) {
            let problem = Diagnostic::error(format!("two files describe `{code}`"), own.place);
            problems
                .push(problem.also(first, "first here").hint("give each site a code of its own"));
        }
    }
}

/// An error that no line of any text causes.
fn without_place(message: String, hints: Vec<String>) -> Diagnostic {
    Diagnostic { severity: Severity::Error, message, labels: Vec::new(), hints }
}

/// An empty shelf for every site and kind of node, with its bundled file if the provider's catalog is
/// among the named ones.
fn shelves(catalog: &Catalog, chosen: &[&str]) -> BTreeMap<(super::SiteId, NodeList), Shelf> {
    let mut shelves = BTreeMap::new();
    for id in catalog.site_ids() {
        let site = catalog.site(id);
        for &list in NodeList::ALL {
            let file = format!("{}/{list}/{}.csv", site.provider, site.region);
            let wanted = chosen.contains(&site.provider.name());
            let bundled = bundle::find(&file).filter(|_| wanted);
            shelves.insert((id, list), Shelf::new(bundled.copied()));
        }
    }
    shelves
}
