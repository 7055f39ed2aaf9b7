//! Machines of a cloud: how they are named and what they are told. How they are made is the cloud's own part.
//!
//! Machines that keep data have names in a private zone, the same before and after one is replaced. What scales with
//! the load has none.

use std::collections::BTreeSet;

use crate::catalog::Realisation;
use crate::plan::Load;
use crate::terms::Kind;
use crate::terraform::access::Grant;
use crate::terraform::backend::backends;
use crate::terraform::hcl::{Expr, list, object};
use crate::terraform::layout::{Layout, SiteView, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};
use crate::terraform::shape::Shape;
use crate::terraform::switch::{FileAbout, shared_file};

use super::user_data::{Disk, Host, clients, user_data};

/// Whether a unit's machines keep data: everything that is run on machines but what only passes things on.
#[must_use]
pub fn keeps_data(unit: &Unit<'_>) -> bool {
    unit.product.is_some_and(Realisation::has_lasting_machines)
}

/// How many machines keep the data of a unit.
#[must_use]
pub fn count(unit: &Unit<'_>) -> u32 {
    unit.deployment.hardware.running().map_or(1, Load::peak).max(1)
}

/// The zone of a site's names.
#[must_use]
pub fn zone(layout: &Layout<'_>, view: &SiteView<'_>) -> String {
    let plan = label(&[&layout.topology.name], 40);
    format!("{}.{plan}.internal", label(&[&view.site.region], 40))
}

/// The file of the zone of a site's names, and what it says.
#[must_use]
pub fn names_file(view: &SiteView<'_>) -> FileAbout {
    let awake =
        ("machines", "Names of machines that keep data: they stay when a machine is replaced.");
    let waiting = ("recovery-machines", "Names of machines that are made here after a loss.");
    shared_file(view.units.iter().filter(|unit| keeps_data(unit)), awake, waiting)
}

/// How the name of a machine starts in the zone; its number ends it.
#[must_use]
pub fn stem(unit: &Unit<'_>) -> String {
    format!("{}-", label(&[&unit.service.name.value], 50))
}

/// The names of machines that keep data, by unit.
#[must_use]
pub fn members(layout: &Layout<'_>, view: &SiteView<'_>) -> Vec<(String, Expr)> {
    let zone = zone(layout, view);
    let units = view.units.iter().filter(|unit| keeps_data(unit));
    let named = units.map(|unit| {
        let stem = stem(unit);
        let all = (1..=count(unit)).map(|number| format!("{stem}{number}.{zone}"));
        (unit.name.clone(), list(all))
    });
    named.collect()
}

/// What machines are told when they first start; none where the plan does not know their software.
///
/// Where they keep data, `each.key` is the number of a machine.
#[must_use]
pub fn told(
    layout: &Layout<'_>,
    view: &SiteView<'_>,
    grants: &BTreeSet<Grant>,
    unit: &Unit<'_>,
    disk: Disk<'_>,
) -> Option<Expr> {
    let own = || format!("local.members.{}[tonumber(each.key) - 1]", unit.name);
    let host = Host {
        layout,
        view,
        grants,
        disk,
        members_of: &|one| {
            let of = if keeps_data(one) { "local.members" } else { "var.machines" };
            format!("{of}.{}", one.name)
        },
        clients: clients(layout, view, grants, unit, "var.cidr"),
        name: keeps_data(unit).then(own),
    };
    user_data(&host, unit)
}

/// Asks for the addresses of machines that scale behind load balancers of one's own: nothing names them.
pub fn ask_for_machines(
    layout: &Layout<'_>,
    view: &SiteView<'_>,
    grants: &BTreeSet<Grant>,
    module: &mut Module,
) {
    let own = |unit: &&Unit<'_>| {
        unit.service.kind == Kind::LoadBalancer && unit.shape() == Shape::Machines
    };
    let behind = view.units.iter().filter(own);
    let behind = behind.flat_map(|unit| backends(layout, view, grants, unit));
    let behind: BTreeSet<String> = behind.filter(|one| one.here).map(|one| one.name).collect();
    if behind.is_empty() {
        return;
    }
    let about = format!(
        "Addresses of machines at {}, by service, for load balancers of your own: their number changes with the load.",
        tag(&view.site.code)
    );
    let none = behind.into_iter().map(|name| (name, Expr::List(Vec::new())));
    let variable = Variable::new("machines", "map(list(string))", about).default(object(none));
    module.ask(format!("{}__machines", view.name), variable);
}
