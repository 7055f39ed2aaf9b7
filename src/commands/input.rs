//! Reads a plan with the catalogs it names and checks it: what every command on a plan begins with.

use std::path::{Path, PathBuf};

use crate::catalog::{Catalog, CatalogText, PriceFactor, add_price_book, bundled_names, load};
use crate::diag::{Diagnostic, Diagnostics, Sources, Spanned, nearest, render};
use crate::plan::{ChangeKey, Gazetteer, PlanDoc, PriceBookTerms, PriceChange, Topology};
use crate::report::{PipelineFinding, plain_page, plan_findings};

use super::error::{CommandError, Drawn};
use super::io;

/// A checked plan with its catalogs.
pub(super) struct Input {
    /// All texts that were read.
    pub(super) sources: Sources,
    /// The catalogs.
    pub(super) catalog: Catalog,
    /// The plan.
    pub(super) topology: Topology,
    /// Warnings about the plan, drawn.
    pub(super) warnings: String,
    /// The same for pipelines.
    pub(super) findings: Vec<PipelineFinding>,
}

/// A plan that was read but not checked, with its catalogs.
pub(super) struct Opened {
    /// All texts that were read.
    pub(super) sources: Sources,
    /// The catalogs, without a price book.
    catalog: Catalog,
    /// The plan.
    pub(super) document: PlanDoc,
    /// The folder of the plan.
    home: PathBuf,
}

/// Reads a plan, then the catalogs it names and the `folders` given beside it, and checks the plan.
pub(super) fn read(plan: &Path, folders: &[PathBuf]) -> Result<Input, CommandError> {
    let Opened { sources, catalog, document, home } = open(plan, folders)?;
    checked(&document, catalog, sources, &home)
}

/// Reads a plan and its catalogs.
pub(super) fn open(plan: &Path, folders: &[PathBuf]) -> Result<Opened, CommandError> {
    let mut sources = Sources::default();
    let source = sources.add(plan.display().to_string(), io::text(plan)?);
    let document =
        crate::plan::parse(source, &sources).map_err(|found| diagnosed(&found, &sources))?;
    let home = plan.parent().unwrap_or(Path::new("")).to_owned();
    let mut chosen = Chosen::default();
    let mut problems = Diagnostics::default();
    for entry in document.catalogs() {
        choose(&entry, &home, &mut chosen, &mut problems)?;
    }
    if problems.has_errors() {
        return Err(diagnosed(&problems, &sources));
    }
    let catalog = load_chosen(chosen, folders, &mut sources)?;
    Ok(Opened { sources, catalog, document, home })
}

impl Opened {
    /// Checks a document that gives up requirements: nothing else of the input can change by that.
    pub(super) fn topology(&self, document: &PlanDoc) -> Result<Topology, CommandError> {
        let (topology, _) = crate::plan::check(document, &gazetteer(&self.catalog))
            .map_err(|found| diagnosed(&found, &self.sources))?;
        Ok(topology)
    }

    /// The document with one change that an option would ask for, and the texts with its argument.
    fn changed(&self, key: ChangeKey, argument: &str) -> Result<(PlanDoc, Sources), CommandError> {
        let mut sources = self.sources.clone();
        let source = sources.add("change", argument);
        let changed = crate::plan::change(key, source, &sources)
            .and_then(|change| crate::plan::changed(&self.document, &[change]));
        let document = changed.map_err(|found| diagnosed(&found, &sources))?;
        Ok((document, sources))
    }

    /// The plan with a value set, as `--set` does.
    pub(super) fn with_setting(&self, setting: &str) -> Result<Topology, CommandError> {
        let (document, sources) = self.changed(ChangeKey::Set, setting)?;
        let (topology, _) = crate::plan::check(&document, &gazetteer(&self.catalog))
            .map_err(|found| diagnosed(&found, &sources))?;
        Ok(topology)
    }

    /// The plan and its catalogs with a price changed, as `--price` does.
    pub(super) fn with_price(&self, price: &str) -> Result<Input, CommandError> {
        let (document, sources) = self.changed(ChangeKey::Price, price)?;
        checked(&document, self.catalog.clone(), sources, &self.home)
    }

    /// Checks the document, or a changed one in its place.
    pub(super) fn check(&self, document: &PlanDoc) -> Result<Input, CommandError> {
        checked(document, self.catalog.clone(), self.sources.clone(), &self.home)
    }
}

fn checked(
    document: &PlanDoc,
    mut catalog: Catalog,
    mut sources: Sources,
    home: &Path,
) -> Result<Input, CommandError> {
    let (topology, warnings) = crate::plan::check(document, &gazetteer(&catalog))
        .map_err(|found| diagnosed(&found, &sources))?;
    lose_zones(&topology, &mut catalog).map_err(|found| diagnosed(&found, &sources))?;
    if let Some(terms) = &topology.price_book {
        let texts = price_texts(terms, home)?;
        let factors = terms.changes.iter().map(|change| factor(change, &sources)).collect();
        add_price_book(texts, terms.as_of, factors, &mut catalog, &mut sources)
            .map_err(|found| diagnosed(&found, &sources))?;
    }
    let findings = plan_findings(&warnings, &sources);
    let warnings = plain_page(&render(&warnings, &sources)).into_owned();
    Ok(Input { sources, catalog, topology, warnings, findings })
}

/// Takes zones away that the plan says are lost.
fn lose_zones(topology: &Topology, catalog: &mut Catalog) -> Result<(), Diagnostics> {
    let mut problems = Diagnostics::default();
    for lost in &topology.lost_zones {
        if !catalog.lose_zone(&lost.value) {
            let message = format!("{} has no zone to lose beside its last", lost.value);
            let hint = format!("lose the whole site: {}", lost.value);
            problems.push(Diagnostic::error(message, lost.span).hint(hint));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// A change of prices that the plan states, for the catalog.
fn factor(change: &PriceChange, sources: &Sources) -> PriceFactor {
    let Spanned { value, span } = &change.written;
    let (line, _) = sources.position(*span);
    let label = format!("{}:{line} ({value})", sources.get(span.source).name);
    PriceFactor {
        sites: change.sites.clone(),
        skus: change.skus.clone(),
        factor: change.factor,
        label: Spanned::new(label, *span),
    }
}

/// The files of a price book, from the folder of the plan.
fn price_texts(terms: &PriceBookTerms, home: &Path) -> Result<Vec<CatalogText>, CommandError> {
    let read = |file: &Spanned<String>| {
        let path = home.join(&file.value);
        Ok(CatalogText { text: io::text(&path)?, name: path.display().to_string() })
    };
    terms.files.iter().map(read).collect()
}

/// Reads all bundled catalogs and the `folders`, for commands without a plan.
pub(super) fn read_catalogs(folders: &[PathBuf]) -> Result<Catalog, CommandError> {
    let names = bundled_names().into_iter().map(str::to_owned).collect();
    load_chosen(Chosen { names, texts: Vec::new() }, folders, &mut Sources::default())
}

/// The catalogs that a plan names: bundled ones, and the texts of its own.
#[derive(Default)]
struct Chosen {
    names: Vec<String>,
    texts: Vec<CatalogText>,
}

/// Finds the catalog of one entry: a bundled name, else a path from the folder of the plan.
fn choose(
    entry: &Spanned<String>,
    home: &Path,
    chosen: &mut Chosen,
    problems: &mut Diagnostics,
) -> Result<(), CommandError> {
    let name = entry.value.as_str();
    let path = home.join(name);
    if chosen.names.iter().any(|known| known == name) {
        return Ok(());
    }
    if bundled_names().contains(&name) {
        chosen.names.push(name.to_owned());
    } else if name.contains(['/', '.']) && io::exists(&path) {
        chosen.texts.extend(io::catalog_texts(&path)?);
    } else {
        problems.push(unknown_catalog(name, entry));
    }
    Ok(())
}

fn unknown_catalog(name: &str, entry: &Spanned<String>) -> Diagnostic {
    let problem = Diagnostic::error(format!("no catalog is called `{name}`"), entry.span)
        .because("neither a bundled catalog nor a path from the plan's folder");
    match nearest(name, bundled_names()) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint(format!("bundled are {}", bundled_names().join(", "))),
    }
}

fn load_chosen(
    mut chosen: Chosen,
    folders: &[PathBuf],
    sources: &mut Sources,
) -> Result<Catalog, CommandError> {
    for folder in folders {
        chosen.texts.extend(io::catalog_texts(folder)?);
    }
    let names: Vec<&str> = chosen.names.iter().map(String::as_str).collect();
    load(&names, chosen.texts, sources).map_err(|found| diagnosed(&found, sources))
}

/// The names that a plan may refer to.
fn gazetteer(catalog: &Catalog) -> Gazetteer {
    let place = |name: &&str| {
        let position = catalog.place(name)?;
        Some(((*name).to_owned(), (position.latitude, position.longitude)))
    };
    let codes: Vec<&str> = catalog.sites().iter().map(|site| site.code.as_str()).collect();
    Gazetteer {
        sites: catalog.sites().iter().map(|site| site.code.clone()).collect(),
        residency_zones: catalog.residency_zones().to_vec(),
        engines: sorted(catalog.realisations().iter().map(|one| one.engine.clone())),
        realisations: sorted(catalog.realisations().iter().map(|one| one.name.clone())),
        places: catalog.places().iter().chain(&codes).filter_map(place).collect(),
    }
}

fn sorted(words: impl Iterator<Item = String>) -> Vec<String> {
    let distinct: std::collections::BTreeSet<String> = words.collect();
    distinct.into_iter().collect()
}

/// Mistakes of the input, drawn.
pub(super) fn diagnosed(found: &Diagnostics, sources: &Sources) -> CommandError {
    let text = plain_page(&render(found, sources)).into_owned();
    CommandError::Diagnosed(Drawn { text, findings: plan_findings(found, sources) })
}
