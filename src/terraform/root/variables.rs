//! What a plan cannot know: declarations, and a file of placeholders for what has no usual value.

use std::collections::BTreeMap;

use crate::terms::Provider;
use crate::terraform::hcl::{Expr, File, list};
use crate::terraform::layout::Layout;
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{ident, tag};
use crate::terraform::switch;

/// `variables.tf` and `terraform.tfvars`.
pub fn files(layout: &Layout<'_>, modules: &[Module]) -> (File, File) {
    let all = all(layout, modules);
    let mut declared = File::new(
        "What the plan does not know. Values without a default stand in terraform.tfvars.",
    );
    declared.extend(all.values().map(Variable::block));
    let mut values = File::new(
        "Placeholders: replace each of them, here or in a file of your own that ends in .auto.tfvars.",
    );
    for variable in all.values() {
        if let Some(example) = variable.placeholder() {
            values.set(variable.name(), example.clone());
        }
    }
    (declared, values)
}

/// All root variables by name.
pub fn all(layout: &Layout<'_>, modules: &[Module]) -> BTreeMap<String, Variable> {
    let asked = modules.iter().flat_map(Module::asked).cloned();
    let own = accounts(layout).into_iter().chain(networks(layout)).chain(users(layout));
    own.chain(super::hub::variables(layout))
        .chain(switch::variable(layout.sites.iter()))
        .chain(asked)
        .map(|variable| (variable.name().to_owned(), variable))
        .collect()
}

fn accounts(layout: &Layout<'_>) -> Vec<Variable> {
    let uses = |provider| layout.sites_of(provider).next().is_some();
    let mut accounts = Vec::new();
    if uses(Provider::Aws) {
        let variable =
            Variable::new("aws_account_id", "string", "The AWS account; any other is refused.");
        let valid = "can(regex(\"^[0-9]{12}$\", var.aws_account_id))";
        accounts.push(variable.example(Expr::from("000000000000")).check(valid, "Twelve digits."));
    }
    if uses(Provider::Azure) {
        let variable = Variable::new("azure_subscription_id", "string", "The Azure subscription.");
        let valid = "can(regex(\"^[0-9a-f-]{36}$\", var.azure_subscription_id))";
        let example = Expr::from("00000000-0000-0000-0000-000000000000");
        accounts.push(variable.example(example).check(valid, "A UUID in lower case."));
    }
    accounts.extend(
        layout.sites_of(Provider::OnPrem).flat_map(|view| vcenter(&view.name, &view.site.code)),
    );
    accounts
}

/// How to sign in to a site's vCenter: the password comes from the environment (`TF_VAR_...`).
fn vcenter(name: &str, site: &str) -> [Variable; 3] {
    let variable = |what: &str, about: String| {
        Variable::new(format!("{name}__vsphere_{what}"), "string", about)
    };
    [
        variable("server", format!("vCenter of {site}.")).example("vcenter.example.internal"),
        variable("user", format!("User of the vCenter of {site}.")).example("terraform@vsphere.local"),
        variable("password", format!("Password of that user; give it as TF_VAR_{name}__vsphere_password, never in a file."))
            .default("")
            .sensitive(),
    ]
}

/// One network per site; the defaults do not overlap.
fn networks<'l>(layout: &'l Layout<'_>) -> impl Iterator<Item = Variable> + 'l {
    layout.sites.iter().map(|view| {
        let name = format!("{}__cidr", view.name);
        let about = format!(
            "Network of {} in CIDR notation, a /16 or larger; sites must not overlap.",
            view.site.code
        );
        let own = view.site.provider == Provider::OnPrem;
        let about = if own {
            format!("Network of {} in which its machines are.", view.site.code)
        } else {
            about
        };
        let valid = if own {
            format!("can(cidrhost(var.{name}, 0))")
        } else {
            format!("can(cidrhost(var.{name}, 0)) && tonumber(split(\"/\", var.{name})[1]) <= 16")
        };
        Variable::new(name, "string", about)
            .default(format!("10.{}.0.0/16", view.octet))
            .check(valid, "A network in CIDR notation that is large enough.")
    })
}

fn users<'l>(layout: &'l Layout<'_>) -> impl Iterator<Item = Variable> + 'l {
    layout.topology.users.iter().map(|group| {
        let name = format!("users__{}__cidrs", ident(&group.name.value));
        let about = format!(
            "Networks from which users.{} come; everywhere, unless you know better.",
            tag(&group.name.value)
        );
        let valid = format!("alltrue([for cidr in var.{name} : can(cidrhost(cidr, 0))])");
        Variable::new(name, "list(string)", about)
            .default(list(["0.0.0.0/0"]))
            .check(valid, "Networks in CIDR notation.")
    })
}
