//! Links through tunnels over the internet: between clouds, and to devices of one's own.
//!
//! All ends speak BGP, so that a tunnel that fails is left and every network is known to all. Keys are made by AWS
//! where it has an end, else generated; either way they are in the state and nowhere in the text.

use crate::terms::Provider;
use crate::terraform::hcl::{Block, Expr, code, list};
use crate::terraform::hub::{Hub, asn};
use crate::terraform::layout::SiteView;
use crate::terraform::root::links::aws_provider;

/// A tunnel to a VPN gateway of Azure from something else.
struct Tunnel<'l, 'a> {
    spoke: &'l SiteView<'a>,
    number: usize,
    /// The site of the gateway.
    azure: &'l SiteView<'a>,
    /// What is at the other end: its address, its number, and the addresses inside.
    address: Expr,
    asn: Expr,
    first: String,
    second: String,
    key: Expr,
}

/// AWS and Azure, whichever of them is the hub.
pub fn clouds(hub: Hub<'_, '_>, spoke: &SiteView<'_>) -> Vec<Block> {
    let hub_is_aws = hub.view.site.provider == Provider::Aws;
    let (aws, azure) = if hub_is_aws { (hub.view, spoke) } else { (spoke, hub.view) };
    let address = code(format!("module.{}.gateway_address", azure.name));
    let number = asn(azure).to_string().into();
    let mut blocks = connection(hub, spoke, aws, (address, number));
    for number in 1..=2 {
        let inside = hub.inside(spoke, number);
        let made =
            |what: &str| code(format!("aws_vpn_connection.{}.tunnel{number}_{what}", spoke.name));
        blocks.extend(ipsec(
            hub,
            &Tunnel {
                spoke,
                number,
                azure,
                address: made("address"),
                asn: asn(aws).into(),
                first: inside.first,
                second: inside.second,
                key: made("preshared_key"),
            },
        ));
    }
    blocks
}

/// A device of one's own at a hub of AWS.
pub fn aws_device(hub: Hub<'_, '_>, spoke: &SiteView<'_>) -> Vec<Block> {
    let given = |what: &str| code(format!("var.{}__{what}", spoke.name));
    connection(hub, spoke, hub.view, (given("vpn_address"), given("bgp_asn")))
}

/// A device of one's own at a hub of Azure.
pub fn azure_device(hub: Hub<'_, '_>, spoke: &SiteView<'_>) -> Vec<Block> {
    let given = |what: &str| code(format!("var.{}__{what}", spoke.name));
    let inside = hub.inside(spoke, 1);
    let tunnel = Tunnel {
        spoke,
        number: 1,
        azure: hub.view,
        address: given("vpn_address"),
        asn: given("bgp_asn"),
        first: inside.first,
        second: inside.second,
        key: generated(spoke),
    };
    std::iter::once(key(spoke)).chain(ipsec(hub, &tunnel)).collect()
}

/// Two regions of Azure: a connection each way, which together are one tunnel.
pub fn gateways(hub: Hub<'_, '_>, spoke: &SiteView<'_>) -> Vec<Block> {
    let way = |from: &SiteView<'_>, to: &SiteView<'_>| {
        let name = format!("{}__to__{}", from.name, to.name);
        let peer = code(format!("module.{}.gateway_id", to.name));
        at_azure("azurerm_virtual_network_gateway_connection", &name, from, &to.folder())
            .set("type", "Vnet2Vnet")
            .set("virtual_network_gateway_id", code(format!("module.{}.gateway_id", from.name)))
            .set("peer_virtual_network_gateway_id", peer)
            .set("shared_key", generated(spoke))
            .set("bgp_enabled", true)
            .set("tags", hub.layout.shared_tags())
            .block(policy())
    };
    vec![key(spoke), way(hub.view, spoke), way(spoke, hub.view)]
}

/// A connection of AWS with its two tunnels, to a gateway with an address and a number.
fn connection(
    hub: Hub<'_, '_>,
    spoke: &SiteView<'_>,
    aws: &SiteView<'_>,
    (address, number): (Expr, Expr),
) -> Vec<Block> {
    let tags = hub.layout.shared_tags();
    let customer = Block::resource("aws_customer_gateway", &spoke.name)
        .set("provider", aws_provider(aws))
        .gap()
        .set("type", "ipsec.1")
        .set("ip_address", address)
        .set("bgp_asn", number)
        .set("tags", tags.clone());
    let on_transit = aws.id == hub.view.id;
    let target = if on_transit { "transit_gateway_id" } else { "vpn_gateway_id" };
    let connection = Block::resource("aws_vpn_connection", &spoke.name)
        .set("provider", aws_provider(aws))
        .gap()
        .set("type", "ipsec.1")
        .set("customer_gateway_id", code(format!("aws_customer_gateway.{}.id", spoke.name)))
        .set(target, code(format!("module.{}.gateway_id", aws.name)))
        .set("static_routes_only", false);
    let connection = (1..=2).fold(connection, |block, number| {
        tunnel_options(block, number, hub.inside(spoke, number).network)
    });
    vec![customer, connection.gap().set("tags", tags)]
}

/// What a tunnel of AWS accepts: one choice each, the same as [`policy`].
fn tunnel_options(block: Block, number: usize, network: String) -> Block {
    let block = block.gap();
    let block = [
        ("inside_cidr", network.into()),
        ("startup_action", "start".into()),
        ("ike_versions", list(["ikev2"])),
    ]
    .into_iter()
    .fold(block, |block, (option, value): (&str, Expr)| {
        block.set(format!("tunnel{number}_{option}"), value)
    });
    ["phase1", "phase2"].into_iter().fold(block, |block, phase| {
        let name = |option: &str| format!("tunnel{number}_{phase}_{option}");
        block
            .set(name("encryption_algorithms"), list(["AES256"]))
            .set(name("integrity_algorithms"), list(["SHA2-256"]))
            .set(name("dh_group_numbers"), list([14_u32]))
    })
}

/// What a connection of Azure accepts.
fn policy() -> Block {
    Block::new("ipsec_policy")
        .set("ike_encryption", "AES256")
        .set("ike_integrity", "SHA256")
        .set("dh_group", "DHGroup14")
        .set("ipsec_encryption", "AES256")
        .set("ipsec_integrity", "SHA256")
        .set("pfs_group", "PFS2048")
        .set("sa_lifetime", 3600_u32)
}

/// The Azure end of a tunnel.
fn ipsec(hub: Hub<'_, '_>, tunnel: &Tunnel<'_, '_>) -> [Block; 2] {
    let name = format!("{}__{}", tunnel.spoke.name, tunnel.number);
    let title = format!("{}-{}", tunnel.spoke.folder(), tunnel.number);
    let tags = hub.layout.shared_tags();
    let other = at_azure("azurerm_local_network_gateway", &name, tunnel.azure, &title)
        .set("gateway_address", tunnel.address.clone())
        .set("tags", tags.clone())
        .block(
            Block::new("bgp_settings")
                .set("asn", tunnel.asn.clone())
                .set("bgp_peering_address", tunnel.first.as_str()),
        );
    let id = code(format!("azurerm_local_network_gateway.{name}.id"));
    let gateway = code(format!("module.{}.gateway_id", tunnel.azure.name));
    let of = "azurerm_virtual_network_gateway_connection";
    let connection = at_azure(of, &name, tunnel.azure, &title)
        .set("type", "IPsec")
        .set("connection_protocol", "IKEv2")
        .set("virtual_network_gateway_id", gateway)
        .set("local_network_gateway_id", id)
        .set("shared_key", tunnel.key.clone())
        .set("bgp_enabled", true)
        .set("tags", tags)
        .block(Block::new("custom_bgp_addresses").set("primary", tunnel.second.as_str()))
        .block(policy());
    [other, connection]
}

fn at_azure(of: &str, name: &str, view: &SiteView<'_>, title: &str) -> Block {
    Block::resource(of, name)
        .set("name", format!("link-{title}"))
        .set("resource_group_name", code(format!("module.{}.resource_group_name", view.name)))
        .set("location", view.site.region.as_str())
}

/// The key of a link that no cloud makes: letters and digits, which every device takes.
fn key(spoke: &SiteView<'_>) -> Block {
    Block::resource("random_password", &spoke.name).set("length", 32_u32).set("special", false)
}

/// The key that was generated for a link.
pub fn generated(spoke: &SiteView<'_>) -> Expr {
    code(format!("random_password.{}.result", spoke.name))
}
