//! What a site of one's own has already: its store of objects, and secrets that come as variables.

use crate::terraform::hcl::{code, object};
use crate::terraform::layout::Unit;
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;

use super::site::Place;

/// Asks where the site's store of objects is, and hands it on with its bucket and tags.
pub fn store(place: Place<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let site = &place.view.site.code;
    let words = format!(
        "Storage with S3's interface, which {site} runs itself: make the bucket there, with versions and encryption on."
    );
    module.service(unit).comment(&words);
    let name = format!("{}__endpoint", unit.name);
    let about = format!("Address of the store of objects at {site}, over TLS.");
    let valid = format!("startswith(var.{}__{name}, \"https://\")", place.view.name);
    let endpoint = Variable::new(name.as_str(), "string", about)
        .example("https://objects.example.internal")
        .check(valid, "An address that starts with https://.");
    module.ask(format!("{}__{name}", place.view.name), endpoint);
    let about = format!("Where {} is.", tag(&unit.service.name.value));
    let value = object([
        ("endpoint", code(format!("var.{name}"))),
        ("bucket", place.layout.label(unit, 60).into()),
        ("tags", code(format!("local.tags.{}", unit.name))),
    ]);
    module.output(format!("{}__store", unit.name), about, value);
}

/// Secrets that Terraform is given and hands on; a store of one's own is better, and is not in the plan.
pub fn secrets(place: Place<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let site = &place.view.site.code;
    let words = "No product keeps these: give them as TF_VAR_..., keep the state encrypted, and hand them to machines over \
                 a channel of your own.";
    module.service(unit).comment(words);
    let name = format!("{}__values", unit.name);
    let about = format!("Secrets of {} at {site}, by name.", tag(&unit.service.name.value));
    let given = Variable::new(name.as_str(), "map(string)", about.as_str())
        .default(object::<&str, &str>([]))
        .sensitive();
    module.ask(format!("{}__{name}", place.view.name), given);
    module.secret(name.clone(), about, code(format!("var.{name}")));
}
