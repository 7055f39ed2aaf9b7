//! The guide's part about links: what Terraform builds, and what is left to the owners of devices.

use std::fmt::Write as _;

use crate::terms::Provider;
use crate::terraform::hub::{Hub, Link, hub};
use crate::terraform::layout::{Layout, SiteView};
use crate::terraform::root::markdown::{table, text};

/// A line for each link, and what to set up at sites of one's own; empty without a network in the plan.
pub fn guide(layout: &Layout<'_>) -> String {
    let Some(network) = &layout.topology.network else { return String::new() };
    let Some(hub) = hub(layout) else { return own_hub(layout, &network.hub) };
    let links: Vec<(&SiteView<'_>, Link)> = hub.links().collect();
    if links.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = links
        .iter()
        .map(|(spoke, link)| vec![text(&spoke.site.code), words(*link).to_owned()])
        .collect();
    let mut out = format!(
        "Sites reach each other over {}; `links.tf` holds the links, which are in the plan's bill.\n\n{}",
        text(&hub.view.site.code),
        table(&["site", "link"], &rows)
    );
    for (spoke, link) in links {
        out.push_str(&device(hub, spoke, link));
    }
    out
}

const fn words(link: Link) -> &'static str {
    match link {
        Link::Peering => "peering of transit gateways",
        Link::Clouds => "VPN connection of AWS to a VPN gateway of Azure, two tunnels",
        Link::AwsDevice => "VPN connection of AWS to your device, two tunnels",
        Link::AzureDevice => "VPN gateway of Azure to your device, one tunnel",
        Link::Gateways => "VPN gateways of Azure, one tunnel",
        Link::Ports => "two ports of Direct Connect",
    }
}

/// Nothing of such links is in the bill, and nothing of them is known here.
fn own_hub(layout: &Layout<'_>, hub: &str) -> String {
    let spokes = layout.sites.iter().filter(|view| view.site.code != hub);
    let rows: Vec<Vec<String>> = spokes.map(|view| vec![text(&view.site.code)]).collect();
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "The hub {} is your own site. Connect these sites to it and route their networks (`*__cidr`) over it; the \
         security rules are already there. The catalogs have no price for such links, so that they are not in the \
         plan's bill.\n\n{}",
        text(hub),
        table(&["site"], &rows)
    )
}

/// What the owners of a device do, in order.
fn device(hub: Hub<'_, '_>, spoke: &SiteView<'_>, link: Link) -> String {
    let first: &[&str] = match link {
        Link::AwsDevice | Link::AzureDevice => TUNNELS,
        Link::Ports => PORTS,
        Link::Peering | Link::Clouds | Link::Gateways => return String::new(),
    };
    let name = &spoke.name;
    let waits = hub.view.site.provider == Provider::Azure;
    let last =
        format!("announce `{name}__cidr`, and route the other networks (`*__cidr`) as BGP tells");
    let steps = first.iter().copied().chain(waits.then_some(OPENS)).chain([last.as_str()]);
    let mut out = format!(
        "\n### Your device at {}\n\n`terraform output {name}__link` holds what to set, one entry for each tunnel or port; \
         `terraform output -json {name}__link_keys` holds the keys in the same order. The device's own number in BGP is \
         `{name}__bgp_asn`.\n\n",
        text(&spoke.site.code)
    );
    for (number, step) in (1..).zip(steps) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{number}. {step}.");
    }
    out
}

const TUNNELS: &[&str] = &[
    "build a tunnel to each `address` with its key: IKEv2, AES-256, SHA-256, group 14 in both phases, lifetimes of 8 \
     hours and 1 hour",
    "give the tunnel's interface the address `inside`",
    "speak BGP over it with `inside_peer`, whose number is `asn`",
];

const PORTS: &[&str] = &[
    "apply with `-target` for the two `aws_dx_connection` first, order the cross connects with their letters of \
     authorization, and apply the rest when the ports are up",
    "put the VLAN `vlan` on each port, with the address `inside`",
    "speak BGP over it with `inside_peer`, whose number is `asn`, with the key; the ports do not encrypt what goes over \
     them",
];

const OPENS: &str = "let the device open the session of BGP: Azure waits for it";
