//! A site of the user's own on its way into a catalog: prices, latency and zones of law.

use crate::catalog::query::{Catalog, Seller};
use crate::catalog::transfer::Route;
use crate::catalog::{Basis, Meter, Pool, Rtt, Site, SiteId, Tariff};
use crate::diag::{Diagnostic, Diagnostics, Source, SourceId, Span, nearest};
use crate::terms::Provider;
use crate::units::{Data, Decimal, Price, Unit};

use super::cost;
use super::document::{self, Document};

/// A site of the user's own, ready to be added.
pub struct OwnSite {
    /// The site as others see it.
    pub site: Site,
    document: Document,
    file: String,
    /// Where the file describes the site.
    pub place: Span,
}

/// Reads the file of a site; reports all of its mistakes.
pub fn read(id: SourceId, source: &Source, problems: &mut Diagnostics) -> Option<OwnSite> {
    let document = document::read(id, source, problems)?;
    let place = document.lines.place;
    Some(OwnSite {
        site: site(&document, &source.name),
        document,
        file: source.name.clone(),
        place,
    })
}

fn site(document: &Document, file: &str) -> Site {
    let facts = &document.site;
    let capacity = &document.capacity;
    let usable = capacity.usable_hosts();
    let memory = capacity.memory.bytes().saturating_mul(u64::from(usable));
    Site {
        code: facts.code.clone(),
        provider: Provider::OnPrem,
        region: facts.region.clone(),
        name: facts.name.clone(),
        city: facts.city.clone(),
        country: facts.country.clone(),
        position: Some(facts.position),
        zones: facts.zones,
        residency: Vec::new(),
        partition: "onprem".to_owned(),
        open: true,
        pool: Some(Pool {
            vcpu: capacity.usable_vcpu(),
            memory: Data::from_bytes(memory),
            storage: capacity.storage,
            availability: facts.availability,
            arch: capacity.arch,
        }),
        row: format!("{file}:{}", document.lines.site),
    }
}

impl OwnSite {
    /// Adds prices, latency and zones of law to a catalog that knows the site.
    pub fn add_to(self, catalog: &mut Catalog, problems: &mut Diagnostics) {
        let Some(id) = catalog.find(&self.site.code) else { return };
        self.add_prices(id, catalog);
        self.add_latency(id, catalog, problems);
        let own_country = format!("country:{}", self.site.country);
        for zone in self.document.site.residency.iter().chain([&own_country]) {
            let evidence =
                format!("stated by the user ({}:{})", self.file, self.document.lines.site);
            catalog.residency.insert((id, zone.clone()), evidence);
        }
    }

    fn add_prices(&self, id: SiteId, catalog: &mut Catalog) {
        let Document { cost, capacity, .. } = &self.document;
        let prices = cost::unit_prices(cost, capacity);
        let mut meters = vec![
            (Meter::PoolVcpu, "vcpu", prices.vcpu_hour),
            (Meter::PoolMemory, "memory", prices.gib_hour),
            (Meter::PoolStorage, "storage", prices.gib_month),
        ];
        if capacity.object_storage {
            meters.push((Meter::OBJECT_STORAGE, "storage", prices.gib_month));
            // The servers that answer requests are part of the storage's cost.
            meters.push((Meter::OBJECT_PUT, "requests", Decimal::ZERO));
            meters.push((Meter::OBJECT_GET, "requests", Decimal::ZERO));
        }
        for (meter, sku, usd) in meters {
            let tariff = self.tariff(sku, usd, catalog.unit(meter));
            catalog.tariffs.insert((Seller::Site(id), meter, None), (tariff, 1));
        }
        let routes = &mut catalog.transfers.tariffs;
        routes.insert(Route::Internet(id), self.tariff("egress", cost.egress_per_gib, Unit::Gib));
        if self.site.zones > 1 {
            // The network between the rooms is part of the hosts' cost.
            routes.insert(Route::Zone(id), self.tariff("own network", Decimal::ZERO, Unit::Gib));
        }
    }

    fn tariff(&self, sku: &str, usd: Decimal, unit: Unit) -> Tariff {
        let row = format!("{}:{}", self.file, self.document.lines.cost);
        Tariff::flat(sku, Price::new(usd, unit), row, self.document.cost.as_of.as_str())
    }

    fn add_latency(&self, id: SiteId, catalog: &mut Catalog, problems: &mut Diagnostics) {
        for (name, span, millis) in &self.document.latency {
            let rtt = Rtt { millis: *millis, basis: Basis::Measured };
            if name == "inside" {
                catalog.latency.inside.insert(id, rtt);
            } else if let Some(other) = catalog.find(name) {
                catalog.latency.pairs.insert((id.min(other), id.max(other)), rtt);
            } else {
                report_unknown(name, *span, catalog, problems);
            }
        }
    }
}

/// A misspelt site is an error; one of a provider whose catalog is not loaded says nothing here.
fn report_unknown(name: &str, span: Span, catalog: &Catalog, problems: &mut Diagnostics) {
    let provider = name.split(':').next();
    let known = || catalog.sites().iter().map(|site| site.code.as_str());
    let loaded = known().any(|code| code.split(':').next() == provider);
    let named = provider.is_some_and(|word| Provider::parse(word).is_some());
    if loaded || !named {
        let mut problem = Diagnostic::error(format!("unknown site `{name}`"), span);
        if let Some(near) = nearest(name, known()) {
            problem = problem.hint(format!("did you mean `{near}`?"));
        }
        problems.push(problem);
    }
}
