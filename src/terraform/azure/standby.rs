//! Pairs of the same product in two regions of Azure, where the platform lets the one that waits follow the other.
//!
//! What follows, and by which resource, is the product's part.

use crate::terms::Provider;
use crate::terraform::hcl::{Expr, code, template};
use crate::terraform::layout::{SiteView, Unit};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::label;

use super::site::Region;

/// The output of a namespace that waits, and what it is.
pub const NAMESPACE: (&str, &str) = ("namespace_id", "Namespace of the standby.");

/// The other unit of a pair, with its site.
pub fn other<'l, 'a>(
    region: Region<'l, 'a>,
    unit: &Unit<'_>,
) -> Option<(&'l SiteView<'a>, &'l Unit<'a>)> {
    let own = unit.product.map(|product| product.name.as_str())?;
    let other = region.layout.partner(unit);
    other.filter(|(site, one)| site.site.provider == Provider::Azure && one.is(own))
}

/// The name of a pair, worldwide and at most `max` long before its suffix, and the `output` of its standby; none
/// for the standby itself.
pub fn led(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    (output, about): (&str, &str),
    max: usize,
    module: &mut Module,
) -> Option<(Expr, Expr)> {
    let (site, standby) = other(region, unit).filter(|_| !unit.is_recovery())?;
    let name = format!("{}__copy_id", unit.name);
    let given = code(format!("module.{}.{}__{output}", site.name, standby.name));
    module.input(Variable::new(name.as_str(), "string", about), given);
    let parts = [&*region.layout.topology.name, &*unit.service.name.value];
    let title = template([Expr::from(format!("{}-", label(&parts, max))), code("local.suffix")]);
    Some((title, code(format!("var.{name}"))))
}
