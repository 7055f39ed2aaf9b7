//! What several test binaries share: loading plans and catalogs, and small random worlds.

#![allow(dead_code, reason = "each test binary uses its part")]

pub mod enumerate;
pub mod instances;
pub mod journeys;
pub mod world;

use std::time::{Duration, Instant};

use mcplan::catalog::{self, Catalog, CatalogText};
use mcplan::diag::{Sources, render};
use mcplan::milp::{Options, Outcome, Solver, solve};
use mcplan::placement::Context;
use mcplan::plan::{self, Gazetteer, Topology};
use mcplan::units::Date;

/// A checked plan with its catalog.
pub struct Case {
    pub topology: Topology,
    pub catalog: Catalog,
}

impl Case {
    /// Reads a plan text against bundled catalogs (as the plan names them) or against `texts` alone.
    ///
    /// # Panics
    /// With the diagnostics, if anything is wrong.
    pub fn new(plan: &str, texts: Option<Vec<CatalogText>>) -> Case {
        let bundled = texts.is_none();
        Self::load(plan, bundled, texts.unwrap_or_default())
    }

    /// The same against bundled catalogs and `texts` on top of them.
    ///
    /// # Panics
    /// With the diagnostics, if anything is wrong.
    pub fn with_more(plan: &str, texts: Vec<CatalogText>) -> Case {
        Self::load(plan, true, texts)
    }

    fn load(plan: &str, bundled: bool, texts: Vec<CatalogText>) -> Case {
        let mut sources = Sources::default();
        let id = sources.add("plan.toml", plan);
        let doc = plan::parse(id, &sources).unwrap_or_else(|d| panic!("{}", render(&d, &sources)));
        let names: Vec<String> = doc.catalogs().into_iter().map(|c| c.value).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).filter(|_| bundled).collect();
        let catalog = catalog::load(&names, texts, &mut sources)
            .unwrap_or_else(|d| panic!("{}", render(&d, &sources)));
        let checked = plan::check(&doc, &gazetteer(&catalog));
        let (topology, _) = checked.unwrap_or_else(|d| panic!("{}\n{plan}", render(&d, &sources)));
        Case { topology, catalog }
    }

    /// A shipped plan on the bundled catalogs.
    pub fn shipped(name: &str) -> Case {
        let text = std::fs::read_to_string(format!("plans/{name}.toml")).expect("a shipped plan");
        Case::new(&text, None)
    }

    /// Puts a price book on the catalog.
    ///
    /// # Panics
    /// With the diagnostics, if anything is wrong.
    pub fn add_prices(&mut self, book: &str) {
        self.add_prices_of(book, None);
    }

    /// The same for a day.
    ///
    /// # Panics
    /// With the diagnostics, if anything is wrong.
    pub fn add_prices_of(&mut self, book: &str, day: Option<Date>) {
        let mut sources = Sources::default();
        let text = CatalogText { name: "book.toml".to_owned(), text: book.to_owned() };
        let added =
            catalog::add_price_book(vec![text], day, Vec::new(), &mut self.catalog, &mut sources);
        added.unwrap_or_else(|found| panic!("{}\n{book}", render(&found, &sources)));
    }

    pub fn context(&self) -> Context<'_> {
        Context { topology: &self.topology, catalog: &self.catalog }
    }

    /// Solves to the asked gap.
    pub fn solve(&self, gap: &str) -> Outcome {
        solve_with(self.context(), gap)
    }
}

/// Solves to the asked gap.
pub fn solve_with(context: Context<'_>, gap: &str) -> Outcome {
    let started = Instant::now();
    solve(context, options(gap), &|| started.elapsed())
}

pub fn options(gap: &str) -> Options {
    Options {
        gap: gap.parse().expect("a gap"),
        time_limit: Some(Duration::from_secs(120)),
        solver: Solver::Microlp,
    }
}

/// The names that plans may use, from a catalog.
pub fn gazetteer(catalog: &Catalog) -> Gazetteer {
    let sites = catalog.sites().iter().map(|site| site.code.as_str());
    let places = catalog.places().into_iter().chain(sites.clone()).filter_map(|name| {
        let place = catalog.place(name)?;
        Some((name.to_owned(), (place.latitude, place.longitude)))
    });
    Gazetteer {
        sites: sites.map(str::to_owned).collect(),
        residency_zones: catalog.residency_zones().to_vec(),
        places: places.collect(),
        engines: catalog.realisations().iter().map(|one| one.engine.clone()).collect(),
        realisations: catalog.realisations().iter().map(|one| one.name.clone()).collect(),
    }
}
