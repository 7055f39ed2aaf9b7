//! Limits over several services: capacity of the user's own sites, groups to keep apart, journeys, sites and money.
//!
//! Services to keep together and bounds on round trips need no row: pairs that break them have no column.

use std::collections::BTreeSet;

use super::Draft;
use crate::catalog::SiteId;
use crate::milp::model::{ColumnId, Sense, Tag};
use crate::milp::numbers::to_f64;
use crate::plan::{RequirementId, Rule, ServiceId};

impl Draft<'_> {
    pub(super) fn limits(&mut self) {
        self.capacity();
        self.journeys();
        let problem = self.problem;
        for (id, rule) in &problem.rules {
            match rule {
                Rule::Apart(group) => self.apart(*id, group),
                Rule::MaxSites(most) => self.sites(*id, *most),
                Rule::Budget(limit) => self.budget(*id, to_f64(limit.dollars())),
                // The first is a row among the openings. Pairs that break the next two have no column.
                // Journeys are sums.
                // The others are about one service, and every option meets them.
                Rule::MaxProviders(_)
                | Rule::Together(_)
                // Room at sites is about all of them together.
                | Rule::Quota { .. }
                | Rule::FlowRtt { .. }
                | Rule::JourneyLatency { .. }
                | Rule::JourneyAvailability { .. }
                | Rule::AllowSites(_)
                | Rule::DenySites(_)
                | Rule::Lost(_)
                | Rule::RoleSites { .. }
                | Rule::Pin { .. }
                | Rule::Residency { .. }
                | Rule::Attested { .. }
                | Rule::Survives { .. }
                | Rule::UseStrategy { .. }
                | Rule::Engine { .. }
                | Rule::Realisation { .. }
                | Rule::Rto { .. }
                | Rule::Rpo { .. }
                | Rule::Availability { .. }
                | Rule::UserLatency { .. }
                | Rule::MinDistance { .. } => {}
            }
        }
    }

    fn capacity(&mut self) {
        let problem = self.problem;
        for (&site, held) in &problem.capacity {
            for (resource, &held) in held.iter().enumerate() {
                let mut terms = Vec::new();
                for (service, columns) in problem.services.iter().zip(&self.options) {
                    for (option, column) in service.options.iter().zip(columns) {
                        let taken: f64 = option
                            .takes
                            .iter()
                            .filter(|(s, _)| *s == site)
                            .map(|(_, t)| t[resource])
                            .sum();
                        if let Some(column) = column.filter(|_| taken > 0.0) {
                            terms.push((column, taken / held.max(1.0)));
                        }
                    }
                }
                if !terms.is_empty() {
                    let name = format!("resource {resource} of site {}", site.0);
                    self.model.row(name, Tag::Capacity, terms, Sense::Le, held / held.max(1.0));
                }
            }
        }
    }

    /// What choices add along the path of a journey, of which the tolerance is let through: it is for exact
    /// numbers to refuse.
    fn journeys(&mut self) {
        for (sum, terms) in self.problem.sums.iter().zip(std::mem::take(&mut self.sums)) {
            if !terms.is_empty() {
                let name = format!("journey of requirement {}", sum.requirement.0);
                let most = sum.most() / sum.scale();
                self.model.row(name, Tag::Requirement(sum.requirement), terms, Sense::Le, most);
            }
        }
    }

    fn apart(&mut self, id: RequirementId, group: &[ServiceId]) {
        for site in self.sites_in_use() {
            let terms: Vec<(ColumnId, f64)> = group
                .iter()
                .flat_map(|s| {
                    self.where_option(s.0 as usize, |option| option.sites.contains(&site))
                })
                .collect();
            if terms.len() > 1 {
                let name = format!("apart at site {}", site.0);
                self.model.row(name, Tag::Requirement(id), terms, Sense::Le, 1.0);
            }
        }
    }

    fn sites(&mut self, id: RequirementId, most: u32) {
        let columns: Vec<(ColumnId, f64)> = self
            .sites_in_use()
            .into_iter()
            .map(|site| {
                let name = format!("site[{}]", site.0);
                (self.opened(&name, 0.0, |option| option.sites.contains(&site)), 1.0)
            })
            .collect();
        self.model.row(
            "sites in use".to_owned(),
            Tag::Requirement(id),
            columns,
            Sense::Le,
            f64::from(most),
        );
    }

    fn budget(&mut self, id: RequirementId, limit: f64) {
        let scale = limit.max(1.0);
        let costs = self.model.columns.iter().enumerate();
        let terms: Vec<(ColumnId, f64)> = costs
            .filter(|(_, column)| column.cost != 0.0)
            .map(|(i, column)| (ColumnId(i), column.cost / scale))
            .collect();
        self.model.row("budget".to_owned(), Tag::Requirement(id), terms, Sense::Le, limit / scale);
    }

    fn sites_in_use(&self) -> Vec<SiteId> {
        let services = self.problem.services.iter().zip(&self.options);
        let sites: BTreeSet<SiteId> = services
            .flat_map(|(service, columns)| service.options.iter().zip(columns))
            .filter(|(_, column)| column.is_some())
            .flat_map(|(option, _)| option.sites.iter().copied())
            .collect();
        sites.into_iter().collect()
    }
}
