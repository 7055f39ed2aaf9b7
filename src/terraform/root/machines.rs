//! The guide's part about products that run on machines: what their owners bring.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::terraform::access::Grant;
use crate::terraform::layout::Layout;
use crate::terraform::self_hosted::{Disk, Host, UBUNTU, by_hand};

use super::markdown::text;

/// What is left to do by service; empty if nothing is self-hosted.
pub fn guide(layout: &Layout<'_>, grants: &BTreeSet<Grant>) -> String {
    let mut left: BTreeMap<&str, &str> = BTreeMap::new();
    for view in &layout.sites {
        let host = Host {
            layout,
            view,
            grants,
            disk: Disk { path: "", otherwise: None },
            members_of: &|_| String::new(),
            clients: String::new(),
            name: None,
        };
        for unit in &view.units {
            if let Some(words) = by_hand(&host, unit) {
                left.insert(&unit.service.name.value, words);
            }
        }
    }
    if left.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "Machines of these services start from Ubuntu {UBUNTU} and set themselves up by cloud-init, without any secret. A \
         service starts once its certificate is in `/etc/service-tls`. The names in its configuration are those of \
         its machines: in a cloud a private zone holds them, at a site of your own put them into your DNS. Machines \
         whose flows lead nowhere outside have no way to fetch packages: start them from an Ubuntu image that holds \
         them, and the setup only configures. Left to their owners:\n\n"
    );
    for (name, words) in left {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "- {}: {words}.", text(name));
    }
    out
}
