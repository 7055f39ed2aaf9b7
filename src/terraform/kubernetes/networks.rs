//! Networks outside of a cluster that its policies name: written once, and copied to where they are used.
//!
//! The values are those that Terraform's variables have by default, so that both say the same until somebody
//! changes one of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::catalog::SiteId;
use crate::plan::ServiceId;
use crate::terms::{Kind, Provider};
use crate::terraform::access::{Direction, Peer};
use crate::terraform::aws::SEGMENTS;
use crate::terraform::azure::subnet_range;
use crate::terraform::layout::{Layout, SiteView};
use crate::terraform::name::ident;
use crate::terraform::peers::{is_private, peer_range};

use super::cluster::Cluster;

/// Everywhere: people, and interfaces of the providers, whose addresses are theirs.
const ANYWHERE: &str = "0.0.0.0/0";

/// The key of what is reached there.
const PLATFORM: &str = "platform";

/// The end of a connection, seen from a pod.
pub enum End {
    /// Pods of a workload of the same cluster, by its name.
    Pods(String),
    /// A network, by its key.
    Network(String),
}

/// The networks of a cluster's policies, and where they are used.
pub struct Networks<'l, 'a> {
    cluster: Cluster<'l, 'a>,
    values: BTreeMap<String, String>,
    uses: BTreeMap<String, Vec<Value>>,
}

impl<'l, 'a> Networks<'l, 'a> {
    /// None yet.
    pub fn new(cluster: Cluster<'l, 'a>) -> Self {
        Networks { cluster, values: BTreeMap::new(), uses: BTreeMap::new() }
    }

    /// What a peer is to a pod of the cluster that is called by it, or calls it.
    pub fn end(&mut self, peer: Peer, direction: Direction) -> End {
        let layout = self.cluster.layout;
        let (key, value) = match peer {
            Peer::Internet => ("internet".to_owned(), ANYWHERE.to_owned()),
            Peer::Users(id) => {
                let name = ident(&layout.topology.user_group(id).name.value);
                (format!("users__{name}"), ANYWHERE.to_owned())
            }
            Peer::Unit(site, service) => {
                let here = layout.unit(site, service).filter(|_| site == self.cluster.view.id);
                if let Some(unit) = here.filter(|unit| self.cluster.holds(unit)) {
                    return End::Pods(super::workload_name(unit));
                }
                unit_network(layout, site, service, direction)
                    .unwrap_or_else(|| (PLATFORM.to_owned(), ANYWHERE.to_owned()))
            }
        };
        self.values.insert(key.clone(), value);
        End::Network(key)
    }

    /// Interfaces of the providers, whose addresses are theirs.
    pub fn platform(&mut self) -> String {
        self.values.insert(PLATFORM.to_owned(), ANYWHERE.to_owned());
        PLATFORM.to_owned()
    }

    /// The value of a network, and a note that it stands at `path` of an object.
    pub fn used(&mut self, key: &str, (kind, name): (&str, &str), path: &str) -> &str {
        let target = json!({ "select": { "kind": kind, "name": name }, "fieldPaths": [path] });
        self.uses.entry(key.to_owned()).or_default().push(target);
        self.values.get(key).map_or(ANYWHERE, String::as_str)
    }

    /// The object that holds the values.
    pub fn document(&self) -> Value {
        json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {
                "name": "networks",
                "namespace": super::namespace(self.cluster.layout),
                "annotations": { "config.kubernetes.io/local-config": "true" },
                "labels": self.cluster.shared_labels(),
            },
            "data": self.values,
        })
    }

    /// Where the values go.
    pub fn replacements(&self) -> Vec<Value> {
        let replacement = |(key, targets): (&String, &Vec<Value>)| {
            let path = format!("data.{key}");
            let source = json!({ "kind": "ConfigMap", "name": "networks", "fieldPath": path });
            json!({ "source": source, "targets": targets })
        };
        self.uses.iter().map(replacement).collect()
    }
}

/// The network in which a unit is, with its usual value; none for what is at public addresses of its provider.
fn unit_network(
    layout: &Layout<'_>,
    site: SiteId,
    service: ServiceId,
    direction: Direction,
) -> Option<(String, String)> {
    let view = layout.site(site)?;
    let unit = view.unit(service)?;
    // Pods have addresses in the network of their cluster.
    let holder = if unit.service.kind == Kind::Workload {
        view.unit(layout.topology.host_of(service))?
    } else {
        unit
    };
    if direction == Direction::Out && !is_private(view, holder) {
        return None;
    }
    let key = peer_range(layout, site, holder.id)?;
    let value = match view.site.provider {
        Provider::Aws => {
            let is_own = |name: &str| key == format!("{}__{name}", view.name);
            let (_, number) = SEGMENTS.iter().find(|(name, _)| is_own(name))?;
            part(view, 2, *number)
        }
        Provider::Azure => {
            let call = subnet_range(view, holder, "network");
            let mut numbers = call.trim_end_matches(')').split(", ").skip(1).map(str::parse);
            part(view, numbers.next()?.ok()?, numbers.next()?.ok()?)
        }
        Provider::OnPrem => part(view, 0, 0),
    };
    Some((key, value))
}

/// A part of the usual network of a site, as Terraform's `cidrsubnet` numbers them.
fn part(view: &SiteView<'_>, bits: u32, number: u32) -> String {
    let offset = number.checked_shl(16_u32.saturating_sub(bits)).unwrap_or(0);
    format!("10.{}.{}.{}/{}", view.octet, (offset >> 8) & 255, offset & 255, 16 + bits)
}
