//! The hub of the plan's network: which gateway each site has for its link, and the numbers that links need.
//!
//! It decides, once for modules and root, what the catalogs' table `links` prices; writing resources is theirs.

use crate::terms::{LinkMode, Provider};

use super::layout::{Layout, SiteView};
use super::name::slots;

/// Networks of tunnels are /30s of 169.254.21.0/24 and 169.254.22.0/24, all that Azure takes for BGP inside of
/// tunnels. Providers allow fewer tunnels than there are.
const TUNNEL_NETWORKS: usize = 64;

/// A hub in a cloud, with the links to it.
#[derive(Clone, Copy)]
pub struct Hub<'l, 'a> {
    /// The whole placement.
    pub layout: &'l Layout<'a>,
    /// The site.
    pub view: &'l SiteView<'a>,
    /// By which means sites are linked to it.
    pub mode: LinkMode,
}

/// What a site has for its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gateway {
    /// A transit gateway of AWS.
    Transit,
    /// A virtual private gateway of AWS.
    VirtualPrivate,
    /// A VPN gateway of Azure.
    Vpn,
    /// A gateway of Azure for private circuits.
    Circuits,
}

/// How a site is linked to the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Transit gateways of two regions that are peers.
    Peering,
    /// Two tunnels between a gateway of AWS and a VPN gateway of Azure.
    Clouds,
    /// Two tunnels from a gateway of AWS to a device of one's own.
    AwsDevice,
    /// A tunnel from a VPN gateway of Azure to a device of one's own.
    AzureDevice,
    /// A tunnel between VPN gateways of two Azure regions.
    Gateways,
    /// Two ports of Direct Connect.
    Ports,
}

/// Addresses of the two ends inside of a tunnel, where they speak BGP.
pub struct Inside {
    /// The network of both, in CIDR notation.
    pub network: String,
    /// The end of AWS, or of a device that is linked to Azure.
    pub first: String,
    /// The other end.
    pub second: String,
}

/// The hub, if the plan has one that runs in a cloud.
#[must_use]
pub fn hub<'l, 'a>(layout: &'l Layout<'a>) -> Option<Hub<'l, 'a>> {
    let network = layout.topology.network.as_ref()?;
    let view = layout.sites.iter().find(|view| view.site.code == network.hub)?;
    let cloud = view.site.provider != Provider::OnPrem;
    cloud.then_some(Hub { layout, view, mode: network.mode })
}

/// The gateway of a site for its link.
#[must_use]
pub fn gateway(layout: &Layout<'_>, view: &SiteView<'_>) -> Option<Gateway> {
    let hub = hub(layout)?;
    match (hub.view.site.provider, view.site.provider, hub.mode) {
        (Provider::Aws, Provider::Aws, _) => Some(Gateway::Transit),
        (Provider::Azure, Provider::Aws, LinkMode::Vpn) => Some(Gateway::VirtualPrivate),
        (_, Provider::Azure, LinkMode::Vpn) => Some(Gateway::Vpn),
        (_, Provider::Azure, LinkMode::Private) if view.id == hub.view.id => {
            Some(Gateway::Circuits)
        }
        _ => None,
    }
}

impl<'l, 'a> Hub<'l, 'a> {
    /// Every other site with its link. Circuits of `ExpressRoute` have no price, so that no placement needs them.
    pub fn links(&self) -> impl Iterator<Item = (&'l SiteView<'a>, Link)> + use<'l, 'a> {
        let hub = *self;
        let spokes = hub.layout.sites.iter().filter(move |view| view.id != hub.view.id);
        spokes.filter_map(move |view| Some((view, hub.link(view)?)))
    }

    fn link(&self, spoke: &SiteView<'_>) -> Option<Link> {
        match (self.view.site.provider, spoke.site.provider, self.mode) {
            (Provider::Aws, Provider::Aws, _) => Some(Link::Peering),
            (Provider::Aws, Provider::OnPrem, LinkMode::Vpn) => Some(Link::AwsDevice),
            (Provider::Aws, Provider::OnPrem, LinkMode::Private) => Some(Link::Ports),
            (Provider::Azure, Provider::Azure, LinkMode::Vpn) => Some(Link::Gateways),
            (Provider::Azure, Provider::OnPrem, LinkMode::Vpn) => Some(Link::AzureDevice),
            (Provider::Aws, Provider::Azure, LinkMode::Vpn)
            | (Provider::Azure, Provider::Aws, LinkMode::Vpn) => Some(Link::Clouds),
            _ => None,
        }
    }

    /// The inside of tunnel 1 or 2 of a spoke.
    #[must_use]
    pub fn inside(&self, spoke: &SiteView<'_>, tunnel: usize) -> Inside {
        let names: Vec<&str> = self.links().map(|(view, _)| view.name.as_str()).collect();
        let index = names.iter().position(|name| *name == spoke.name).unwrap_or(0);
        let slot = slots(&names, TUNNEL_NETWORKS).get(index).copied().unwrap_or(0);
        let address = |end: usize| format!("169.254.{}.{}", 20 + tunnel, 4 * slot + end);
        Inside { network: format!("{}/30", address(0)), first: address(1), second: address(2) }
    }

    /// The addresses that a VPN gateway of Azure has inside of its tunnels.
    #[must_use]
    pub fn addresses_of(&self, view: &SiteView<'_>) -> Vec<String> {
        let ends =
            |(spoke, _): &(&SiteView<'_>, Link)| self.view.id == view.id || spoke.id == view.id;
        let tunnels = self.links().filter(ends).flat_map(|(spoke, link)| {
            let count = match link {
                Link::Clouds => 2,
                Link::AzureDevice => 1,
                _ => 0,
            };
            (1..=count).map(move |tunnel| (spoke, tunnel))
        });
        tunnels.map(|(spoke, tunnel)| self.inside(spoke, tunnel).second).collect()
    }
}

/// The number by which BGP knows a site: private, and no two sites share one.
#[must_use]
pub fn asn(view: &SiteView<'_>) -> u64 {
    64_512 + octet(view)
}

/// The number by which BGP knows the Direct Connect gateway of a site, which has to differ from all others.
#[must_use]
pub fn ports_asn(view: &SiteView<'_>) -> u64 {
    64_812 + octet(view)
}

fn octet(view: &SiteView<'_>) -> u64 {
    u64::try_from(view.octet).unwrap_or(0)
}
