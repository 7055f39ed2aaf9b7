//! Room that services share: what the user's own sites hold, and how many processors a quota allows at a site.

use std::collections::BTreeMap;

use crate::catalog::SiteId;
use crate::placement::{Context, Deployment, pool_capacity, quota_at, taken as pool_taken, vcpus};
use crate::plan::{RequirementId, Rule, ServiceId};

use super::numbers::{to_f64, triple};

/// By site with limited room: processors, GiB of memory, GiB of storage. A site of a provider has no
/// memory and no storage here, and nothing takes any of them.
pub type Held = BTreeMap<SiteId, [f64; 3]>;

/// The room under some rules.
pub fn held(context: Context<'_>, rules: &[(RequirementId, Rule)]) -> Held {
    let room = |site| {
        let own = pool_capacity(context, site).map(triple);
        let quota = quota_at(context, rules.iter().map(|(_, rule)| rule), site).map(f64::from);
        match (own, quota) {
            (Some([cpu, memory, storage]), Some(quota)) => Some([cpu.min(quota), memory, storage]),
            (own, None) => own,
            (None, Some(quota)) => Some([quota, 0.0, 0.0]),
        }
    };
    context.catalog.site_ids().filter_map(|site| Some((site, room(site)?))).collect()
}

/// What a deployment takes of its site's room; `None` where that has no limit.
pub fn taken(
    context: Context<'_>,
    held: &Held,
    id: ServiceId,
    deployment: &Deployment,
) -> Option<[f64; 3]> {
    held.get(&deployment.site)?;
    Some(if context.catalog.site(deployment.site).pool.is_some() {
        triple(pool_taken(context, id, deployment))
    } else {
        [to_f64(vcpus(context, id, deployment)), 0.0, 0.0]
    })
}

/// What is taken at each site in all; sites of which nothing is taken are left out.
pub fn by_site(all: impl Iterator<Item = (SiteId, [f64; 3])>) -> Vec<(SiteId, [f64; 3])> {
    let mut sums = Held::new();
    for (site, taken) in all {
        let sum = sums.entry(site).or_default();
        sum.iter_mut().zip(taken).for_each(|(sum, part)| *sum += part);
    }
    sums.retain(|_, sum| sum.iter().any(|part| *part > 0.0));
    sums.into_iter().collect()
}
