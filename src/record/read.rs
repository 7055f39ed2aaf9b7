//! From a file back to a placement, with the names looked up in the plan and the catalogs of today.

use crate::catalog::Catalog;
use crate::placement::{Arrangement, Context, Deployment, Hardware, Lot, Placement};
use crate::plan::{Load, LoadLevel, Service, Topology};
use crate::terms::{Form, Kind, Purchase, Role, Strategy};
use crate::units::{Data, Decimal, HOURS_PER_MONTH};

use super::format::{Bought, Level, Machines, Record, ServiceRecord, SiteRecord};
use super::{Mistake, SCHEMA};

impl Record {
    /// Reads the text of a solution.
    ///
    /// # Errors
    /// If it is no JSON, or not `mcplan.solution/1` with all that describes a placement.
    pub fn parse(text: &str) -> Result<Record, Mistake> {
        #[derive(serde::Deserialize)]
        struct Named {
            schema: String,
        }
        let malformed = |error: serde_json::Error| Mistake::Malformed(error.to_string());
        let Named { schema } = serde_json::from_str(text).map_err(malformed)?;
        if schema != SCHEMA {
            return Err(Mistake::Schema { found: schema });
        }
        serde_json::from_str(text).map_err(malformed)
    }

    /// The placement, for the plan that it was made for; whether it still holds is not checked.
    ///
    /// # Errors
    /// If it is of another plan or other services, or names what the catalogs do not have.
    pub fn placement(&self, context: Context<'_>) -> Result<Placement, Mistake> {
        let topology = context.topology;
        if self.plan.name != topology.name {
            let (recorded, given) = (self.plan.name.clone(), topology.name.clone());
            return Err(Mistake::OtherPlan { recorded, given });
        }
        if self.placement.is_empty() {
            return Err(Mistake::Empty);
        }
        let records = self.by_service(topology)?;
        let named = records.into_iter().zip(&topology.services);
        let found = named.map(|(record, service)| {
            Reading { catalog: context.catalog, record, kind: service.kind }.whole()
        });
        Ok(Placement { arrangements: found.collect::<Result<_, _>>()? })
    }

    /// The arrangements in the order of the plan's services: each of them once, and nothing else.
    fn by_service(&self, topology: &Topology) -> Result<Vec<&ServiceRecord>, Mistake> {
        let mut found: Vec<Option<&ServiceRecord>> = vec![None; topology.services.len()];
        for record in &self.placement {
            let same = |service: &Service| service.name.value == record.service;
            let at = topology.services.iter().position(same);
            let free = at.filter(|&at| found[at].is_none());
            found[free.ok_or_else(|| Mistake::Surplus(record.service.clone()))?] = Some(record);
        }
        let missing = |service: &Service| Mistake::Missing(service.name.value.clone());
        let named = found.into_iter().zip(&topology.services);
        named.map(|(record, service)| record.ok_or_else(|| missing(service))).collect()
    }
}

/// One service that is being read.
struct Reading<'a> {
    catalog: &'a Catalog,
    record: &'a ServiceRecord,
    kind: Kind,
}

impl Reading<'_> {
    fn whole(&self) -> Result<Arrangement, Mistake> {
        let strategy = self.word("strategy", &self.record.strategy, Strategy::parse)?;
        let sites = self.record.sites.iter().map(|site| self.deployment(site));
        let mut deployments = sites.collect::<Result<Vec<_>, _>>()?;
        deployments.sort_by_key(|deployment| (deployment.role, deployment.site));
        Ok(Arrangement { strategy, deployments })
    }

    fn deployment(&self, record: &SiteRecord) -> Result<Deployment, Mistake> {
        let catalog = self.catalog;
        let site = self.word("site", &record.site, |code| catalog.find(code))?;
        let provider = catalog.site(site).provider;
        let product = |name: &str| {
            let mut all = catalog.realisations_of(provider, self.kind);
            all.find(|(_, known)| known.name == name).map(|(id, _)| id)
        };
        let realisation = record.product.as_ref().map(|name| self.word("product", name, product));
        let hardware = match &record.machines {
            None => Hardware::Managed,
            Some(Machines::Nodes { sku, lots, running }) => Hardware::Nodes {
                sku: self.word("SKU", sku, |name| catalog.find_sku(provider, name))?,
                lots: lots.iter().map(|lot| self.lot(lot)).collect::<Result<_, _>>()?,
                running: self.load(running)?,
            },
            Some(Machines::Pool { vcpu, memory_bytes, running }) => Hardware::Pool {
                vcpu: self.word("number", vcpu, |text| text.parse::<Decimal>().ok())?,
                memory: Data::from_bytes(*memory_bytes),
                running: self.load(running)?,
            },
        };
        Ok(Deployment {
            site,
            role: self.word("role", &record.role, Role::parse)?,
            form: self.word("form", &record.form, Form::parse)?,
            zones: record.zones,
            load: self.load(&record.load)?,
            among: record.among,
            realisation: realisation.transpose()?,
            hardware,
        })
    }

    fn lot(&self, bought: &Bought) -> Result<Lot, Mistake> {
        let purchase = self.word("purchase option", &bought.purchase, Purchase::parse)?;
        Ok(Lot { purchase, count: bought.count })
    }

    fn load(&self, levels: &[Level]) -> Result<Load, Mistake> {
        let hours: u64 = levels.iter().map(|level| u64::from(level.hours)).sum();
        if hours != u64::from(HOURS_PER_MONTH) {
            return Err(Mistake::Hours(self.record.service.clone()));
        }
        let level = |level: &Level| LoadLevel { replicas: level.count, hours: level.hours };
        Ok(Load::new(levels.iter().map(level).collect()))
    }

    fn word<T>(
        &self,
        what: &'static str,
        word: &str,
        known: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Mistake> {
        let (service, text) = (self.record.service.clone(), word.to_owned());
        known(word).ok_or(Mistake::Unknown { service, what, word: text })
    }
}
