//! Domains of a service of names, at any provider: what is asked for, and what the registrar is told.

use super::hcl::{code, list};
use super::layout::{SiteView, Unit};
use super::module::{Module, Variable};
use super::name::tag;

/// Asks for the domains of a unit, `zones` of them, and shows the name servers of `resource`.
pub fn write(
    view: &SiteView<'_>,
    unit: &Unit<'_>,
    zones: u64,
    resource: &str,
    module: &mut Module,
) {
    let site = &view.name;
    let name = format!("{}__zones", unit.name);
    let about =
        format!("Domains of {}, the one with its records first.", tag(&unit.service.name.value));
    let example = (1..=zones.clamp(1, 50)).map(|n| match n {
        1 => "example.com".to_owned(),
        n => format!("example-{n}.com"),
    });
    let variable = Variable::new(name.as_str(), "list(string)", about)
        .example(list(example))
        .check(format!("length(var.{site}__{name}) > 0"), "At least one domain.");
    module.ask(format!("{site}__{name}"), variable);
    let servers = code(format!(
        "{{ for name, zone in {resource}.{} : name => zone.name_servers }}",
        unit.name
    ));
    let about = "Name servers by domain, for the registrar.";
    module.output(format!("{}__name_servers", unit.name), about, servers);
}
