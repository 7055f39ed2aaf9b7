//! What stands before another service: by products that can stand before that of its host, and by no others.

use crate::support::Folder;

const PLAN: &str = r#"
[plan]
name = "walled"
catalogs = ["PROVIDER"]

[sites]
allow = ["SITE"]

[users.europe]
location = "Frankfurt"

[services.entry]
HOST

[services.wall]
kind = "web-firewall"
protects = "entry"
requests = "1M/month"

[[flows]]
from = "users.europe"
to = "entry"
volume = "10 GB/month"
"#;

const BALANCER: &str = "kind = \"load-balancer\"\nnew_connections = 20\nactive_connections = 400";

/// What is said of a plan with a firewall before `host`, on one line.
fn told(provider: &str, site: &str, host: &str) -> String {
    let plan = PLAN.replace("PROVIDER", provider).replace("SITE", site).replace("HOST", host);
    let folder = Folder::new();
    folder.write("walled.toml", plan);
    let text = folder.run(&["solve", "walled.toml"]);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_firewall_needs_a_gateway_to_stand_before() {
    let by = |product: &str| format!("{BALANCER}\nrealisation = \"{product}\"");
    let told_of = |product| told("azure", "azure:westeurope", &by(product));
    assert!(told_of("application-gateway").contains("exit status 0"));
    let refused = told_of("self-hosted");
    assert!(refused.contains("exit status 1"), "{refused}");
    let why = "where no web-firewall can stand before HAProxy on machines";
    assert!(refused.contains(why), "{refused}");
}

#[test]
fn a_firewall_takes_its_host_to_the_product_that_it_attaches_to() {
    let gateway = "kind = \"api-gateway\"\nrequests = \"1M/month\"";
    let placed = told("aws", "aws:eu-central-1", gateway);
    assert!(placed.contains("REST API") && !placed.contains("HTTP API"), "{placed}");
    let connections = format!("{BALANCER}\nlayer = \"4\"");
    let refused = told("aws", "aws:eu-central-1", &connections);
    assert!(refused.contains("where no web-firewall can stand before"), "{refused}");
}
