//! The entries of a price table: what a service can run on at one site in one role, and what that uses.
//!
//! Which sites, roles and strategies there are to ask about is up to `price_table`.

use crate::catalog::{Catalog, Realisation, RealisationId, SiteId};
use crate::plan::{Load, ServiceId, Topology};
use crate::terms::{Form, Kind, Role, Strategy};

use super::asks::Asks;
use super::by_price::ByPrice;
use super::candidates::Everyone;
use super::capacity::{self, ActivePart, forms_of};
use super::cluster::Pods;
use super::needs::Needs;
use super::owned::on_owned;
use super::quota::{Scarce, frugal};
use super::shared::{opening_usage, openings_at};
use super::sizing::{cheapest, wanted};
use super::usage::{Context, used};
use super::waiting;
use super::{Deployment, Hardware, Part, Rejection, cost};

/// Makes the entries of one service.
pub struct Entries<'a, 'e> {
    context: Context<'a>,
    id: ServiceId,
    everyone: &'e Everyone,
    needs: Needs,
    hosted: Vec<(ServiceId, Needs)>,
    by_price: &'e ByPrice,
    scarce: Scarce<'a>,
}

/// How large a deployment must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// Serving, with others or alone.
    Active(ActivePart),
    /// Waiting to take over.
    Waiting(Strategy),
}

impl Scale {
    const fn role(self) -> Role {
        match self {
            Scale::Active(_) => Role::Active,
            Scale::Waiting(_) => Role::Recovery,
        }
    }

    fn among(self) -> u32 {
        match self {
            Scale::Active(part) => part.sites,
            Scale::Waiting(_) => 1,
        }
    }

    fn load(self, topology: &Topology, id: ServiceId) -> Load {
        match self {
            Scale::Active(part) => capacity::active_load(topology.service(id), part),
            Scale::Waiting(strategy) => waiting::load_before_loss(topology.service(id), strategy),
        }
    }
}

impl<'a, 'e> Entries<'a, 'e> {
    /// The maker for a service with what stands with it.
    pub fn new(
        context: Context<'a>,
        id: ServiceId,
        everyone: &'e Everyone,
        by_price: &'e ByPrice,
    ) -> Self {
        let needs = |id| Needs::of(context.topology, id);
        let hosted = everyone.hosted.iter().map(|(id, _)| (*id, needs(*id))).collect();
        Entries {
            context,
            id,
            everyone,
            needs: needs(id),
            hosted,
            by_price,
            scarce: Scarce::of(context),
        }
    }

    /// The entries of a site in a form and at a scale, one for each product that can serve.
    pub fn price(
        &self,
        site: SiteId,
        form: Form,
        scale: Scale,
    ) -> Result<Vec<Part<'a>>, Rejection> {
        let mut parts = Vec::new();
        let mut reasons = Vec::new();
        for (product, form) in self.products(self.id, &self.everyone.own, site, form)? {
            match self.part(site, form, scale, product) {
                Ok(found) => parts.extend(found),
                Err(reason) => reasons.push(reason),
            }
        }
        match reasons.into_iter().max_by_key(Rejection::weight) {
            Some(reason) if parts.is_empty() => Err(reason),
            _ => Ok(parts),
        }
    }

    /// Entries that differ from one in hardware only, which is bought already.
    pub fn on_owned(&self, part: &Part<'a>) -> Vec<Part<'a>> {
        let Part { deployment, hosted, .. } = part;
        if !hosted.is_empty() || deployment.is_asleep() {
            return Vec::new();
        }
        let service = self.context.topology.service(self.id);
        let bare = Deployment { hardware: Hardware::Managed, ..deployment.clone() };
        let values = self.needs.at(&bare);
        let Ok(Some(wanted)) = wanted(self.context, service, &bare, &values, None) else {
            return Vec::new();
        };
        let others = on_owned(self.context, service, (bare.site, bare.form), &wanted);
        others
            .into_iter()
            .filter(|hardware| *hardware != deployment.hardware)
            .filter_map(|hardware| {
                let deployment = Deployment { hardware, ..bare.clone() };
                let used = used(self.context, self.id, &deployment, &values).ok()?;
                Some(Part { deployment, hosted: Vec::new(), used })
            })
            .collect()
    }

    fn catalog(&self) -> &'a Catalog {
        self.context.catalog
    }

    /// The products that could serve a service at a site, each with the form that it has there.
    fn products(
        &self,
        id: ServiceId,
        asks: &Asks,
        site: SiteId,
        form: Form,
    ) -> Result<Vec<(Option<RealisationId>, Form)>, Rejection> {
        let kind = self.context.topology.service(id).kind;
        if kind.is_machine() || kind == Kind::Workload {
            return Ok(vec![(None, form)]);
        }
        let place = self.catalog().site(site);
        let mut found = Vec::new();
        let mut reason = Rejection::NotOffered;
        for (product, realisation) in self.catalog().realisations_of(place.provider, kind) {
            match asks.permit(realisation) {
                Ok(()) => match forms_of(&[form], place, &realisation.forms).first() {
                    Some(&form) => found.push((Some(product), form)),
                    None => reason = Rejection::NotSpread(realisation.title.clone()),
                },
                Err(rule) if reason == Rejection::NotOffered => reason = rule,
                Err(_) => {}
            }
        }
        if found.is_empty() { Err(reason) } else { Ok(found) }
    }

    fn part(
        &self,
        site: SiteId,
        form: Form,
        scale: Scale,
        product: Option<RealisationId>,
    ) -> Result<Vec<Part<'a>>, Rejection> {
        let mut parts = Vec::new();
        for hosted in self.with_it((site, form), scale, product)? {
            let made =
                self.deployed(self.id, &self.needs, (site, form), scale, product, &hosted)?;
            for (deployment, mut used) in made {
                for (_, _, uses) in &hosted {
                    used.extend(uses.iter().cloned());
                }
                // Whatever the site opens must have a price too, or the site is none.
                for opening in openings_at(self.context, self.id, &deployment) {
                    opening_usage(self.context, opening)?;
                }
                let hosted = hosted.iter().map(|(id, deployment, _)| (*id, deployment.clone()));
                parts.push(Part { deployment, hosted: hosted.collect(), used });
            }
        }
        Ok(parts)
    }

    /// What stands with the service there, each by the cheapest product that serves it; where processors are scarce, also
    /// with what has fewer of them. Never empty.
    fn with_it(
        &self,
        (site, form): (SiteId, Form),
        scale: Scale,
        host: Option<RealisationId>,
    ) -> Result<Vec<Vec<Hosted<'a>>>, Rejection> {
        let one = |((id, asks), (_, needs)): (&(ServiceId, Asks), &(ServiceId, Needs))| {
            let mut all: Vec<(Deployment, Used<'a>)> = Vec::new();
            let mut reason = Rejection::NotOffered;
            for (product, _) in self.products(*id, asks, site, form)? {
                if let Err(why) = self.stands_before(product, host) {
                    reason = why;
                    continue;
                }
                // It is laid out as its host is.
                match self.deployed(*id, needs, (site, form), scale, product, &[]) {
                    Ok(made) => all.extend(made),
                    Err(why) => reason = why,
                }
            }
            // Stable: of equally cheap ones the first.
            all.sort_by_key(|(_, used)| cost(used.clone()));
            let kept = frugal(all, |(deployment, _)| self.scarce.vcpus(*id, deployment));
            let kept: Vec<Hosted<'a>> =
                kept.into_iter().map(|(deployment, used)| (*id, deployment, used)).collect();
            if kept.is_empty() { Err(reason) } else { Ok(kept) }
        };
        let each: Result<Vec<Vec<Hosted<'a>>>, Rejection> =
            self.everyone.hosted.iter().zip(&self.hosted).map(one).collect();
        Ok(each?.into_iter().fold(vec![Vec::new()], |all, next| {
            let with = |start: &Vec<Hosted<'a>>| -> Vec<Vec<Hosted<'a>>> {
                next.iter().map(|one| start.iter().chain([one]).cloned().collect()).collect()
            };
            all.iter().flat_map(with).collect()
        }))
    }

    /// Whether a product can stand before that of its host.
    fn stands_before(
        &self,
        product: Option<RealisationId>,
        host: Option<RealisationId>,
    ) -> Result<(), Rejection> {
        let (Some(product), Some(host)) = (product, host) else { return Ok(()) };
        let (product, host) =
            (self.catalog().realisation(product), self.catalog().realisation(host));
        if product.stands_before(host) {
            return Ok(());
        }
        Err(Rejection::NotBefore { kind: product.kind, host: host.title.clone() })
    }

    fn deployed(
        &self,
        id: ServiceId,
        needs: &Needs,
        (site, form): (SiteId, Form),
        scale: Scale,
        product: Option<RealisationId>,
        hosted: &[Hosted<'a>],
    ) -> Result<Vec<(Deployment, Used<'a>)>, Rejection> {
        let topology = self.context.topology;
        let service = topology.service(id);
        let asked = Deployment {
            site,
            role: scale.role(),
            form,
            zones: capacity::zones_in_use(self.catalog().site(site), form),
            load: scale.load(topology, id),
            among: scale.among(),
            realisation: product,
            hardware: Hardware::Managed,
        };
        // What is asleep is sized and priced for the day on which it must serve.
        let deployment = asked.woken(service);
        let values = needs.at(&deployment);
        let fits = |realisation: &Realisation| realisation.can_serve(&values);
        if !product.is_none_or(|id| fits(self.catalog().realisation(id))) {
            return Err(Rejection::TooSmall);
        }
        let pods = (service.kind == Kind::Kubernetes).then(|| {
            let pods_of = |(id, hosted, _): &Hosted<'a>| {
                let load = hosted.woken(topology.service(*id)).load;
                (*id, if asked.is_asleep() { load } else { hosted.load.clone() })
            };
            let loads: Vec<(ServiceId, Load)> = hosted.iter().map(pods_of).collect();
            Pods::new(topology, &loads, deployment.zones)
        });
        let hardware = match wanted(self.context, service, &deployment, &values, pods)? {
            Some(mut wanted) => {
                wanted.waiting = asked.is_asleep();
                let known = (self.by_price, self.scarce.at(site));
                cheapest(self.context, service, (site, form), &wanted, known)?
            }
            None => vec![Hardware::Managed],
        };
        let with = |hardware| {
            let mut deployment = Deployment { hardware, ..deployment.clone() };
            if asked.is_asleep() {
                deployment = deployment.put_to_sleep();
                used(self.context, id, &deployment.woken(service), &values)?;
            }
            let used = used(self.context, id, &deployment, &values)?;
            Ok((deployment, used))
        };
        hardware.into_iter().map(with).collect()
    }
}

type Used<'a> = Vec<super::Usage<'a>>;

/// What stands with a service, and what that uses.
type Hosted<'a> = (ServiceId, Deployment, Used<'a>);
