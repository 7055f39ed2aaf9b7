//! What callers of a site of one's own prove themselves by at the clouds.
//!
//! Pods have the tokens of their cluster. Machines have what the owners of the site issue: certificates for AWS and
//! tokens for Azure, both with a SPIFFE identifier of plan and service as their subject.

use crate::terms::Provider;
use crate::terraform::federation::{Federation, Proof, out_of_site};
use crate::terraform::hcl::{Expr, code, template};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::{label, tag};

use super::site::Place;

/// Asks for issuers and authorities, and hands them on with the names of the callers.
pub fn write(place: Place<'_, '_>, module: &mut Module) {
    for guest in out_of_site(place.layout, place.grants, place.view.id) {
        let site = &place.view.site.code;
        match guest.proof {
            Proof::Cluster(cluster) => {
                let name = tag(&cluster.service.name.value);
                let about = format!(
                    "Issuer of the service accounts of {name} at {site}; clouds read its keys over the internet."
                );
                issuer(place, format!("{}__issuer", cluster.name), about, module);
            }
            _ => machines(place, &guest, module),
        }
    }
}

fn machines(place: Place<'_, '_>, guest: &Federation<'_, '_>, module: &mut Module) {
    let site = &place.view.site.code;
    if guest.at.site.provider == Provider::Aws {
        authority(place, module);
    } else {
        let about = format!(
            "Issuer of tokens of machines at {site}, such as SPIRE's; clouds read its keys over the internet."
        );
        issuer(place, "issuer".to_owned(), about, module);
    }
    let about = "Who the service's machines are in their certificates and tokens.";
    module.export(format!("{}__subject", guest.caller.name), about, identifier(place, guest));
}

/// `spiffe://DOMAIN/PLAN/SERVICE`.
fn identifier(place: Place<'_, '_>, guest: &Federation<'_, '_>) -> Expr {
    let plan = label(&[&place.layout.topology.name], 60);
    let service = label(&[&guest.caller.service.name.value], 60);
    let path = Expr::from(format!("/{plan}/{service}"));
    template([Expr::from("spiffe://"), code("var.domain"), path])
}

fn issuer(place: Place<'_, '_>, name: String, about: String, module: &mut Module) {
    let root = format!("{}__{name}", place.view.name);
    let valid = format!("startswith(var.{root}, \"https://\")");
    let variable = Variable::new(name.as_str(), "string", about)
        .example(format!("https://{}.example.com", place.view.folder()))
        .check(valid, "An address that starts with https://.");
    module.ask(root, variable);
    let value = code(format!("var.{name}"));
    module.export(name, "Issuer of tokens of the site.", value);
}

fn authority(place: Place<'_, '_>, module: &mut Module) {
    let root = format!("{}__authority", place.view.name);
    let about = format!(
        "Certificate of the authority of machines at {}, in PEM form: no key.",
        place.view.site.code
    );
    let valid = format!("startswith(var.{root}, \"-----BEGIN CERTIFICATE-----\")");
    let example = "-----BEGIN CERTIFICATE-----\nREPLACE\n-----END CERTIFICATE-----\n";
    let variable = Variable::new("authority", "string", about)
        .example(example)
        .check(valid, "A certificate in PEM form.");
    module.ask(root, variable);
    module.export(
        "authority".to_owned(),
        "Authority of the site's machines.",
        code("var.authority"),
    );
}
