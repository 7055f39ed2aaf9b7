//! The module calls, one per site, and the outputs that the root repeats.

use crate::terraform::hcl::{Block, File, code, object};
use crate::terraform::layout::Layout;
use crate::terraform::module::Module;
use crate::terraform::name::{ident, tag};

use super::hub;
use super::providers::given;

/// `main.tf`.
pub fn main(layout: &Layout<'_>, modules: &[Module]) -> File {
    let about = format!("Plan {}: one module per site.", tag(&layout.topology.name));
    let mut file = File::new(&about);
    for (view, module) in layout.sites.iter().zip(modules) {
        let names: Vec<&str> =
            view.units.iter().map(|unit| unit.service.name.value.as_str()).collect();
        let what =
            if names.is_empty() { "the hub of the network".to_owned() } else { names.join(", ") };
        file.comment(&format!("{}: {what}.", view.site.code));
        file.push(module.call(&view.name, &view.folder(), given(view, module)));
    }
    file.push(Block::new("locals").set(
        "user_cidrs",
        object(layout.topology.users.iter().map(|group| {
            let name = ident(&group.name.value);
            let value = code(format!("var.users__{name}__cidrs"));
            (name, value)
        })),
    ));
    file
}

/// `outputs.tf`.
pub fn outputs(layout: &Layout<'_>, modules: &[Module]) -> File {
    let mut file = File::new("Where to find what was made.");
    for (view, module) in layout.sites.iter().zip(modules) {
        file.extend(module.shown(&view.name));
    }
    file.extend(hub::outputs(layout));
    file
}
