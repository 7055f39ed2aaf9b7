//! The text for cloud-init of a machine, put together from its product's recipe.
//!
//! It is written as an object that Terraform encodes as YAML, so that nothing of a plan or a variable can leave its
//! string.

use std::collections::BTreeSet;

use crate::terms::Kind;
use crate::terraform::access::{Direction, Grant, Peer, of_unit};
use crate::terraform::hcl::{Expr, call, code, list, object};
use crate::terraform::layout::{Layout, SiteView, Unit};
use crate::terraform::name::ident;
use crate::terraform::peers::peer_range;

use super::recipe::{Recipe, TLS, Written};
use super::{cluster, databases, messages, services, stores};

/// The release of Ubuntu that recipes are written for: its packages, or packages that projects build for it.
pub const UBUNTU: &str = "24.04";

/// What a recipe has to know of where its machines run, as code of Terraform.
pub struct Host<'l, 'a> {
    /// The whole placement.
    pub layout: &'l Layout<'a>,
    /// The site.
    pub view: &'l SiteView<'a>,
    /// Who may talk to whom.
    pub grants: &'l BTreeSet<Grant>,
    /// The data disk.
    pub disk: Disk<'l>,
    /// The DNS names of all machines of a service of this site, in order: a list of strings.
    pub members_of: &'l dyn Fn(&Unit<'_>) -> String,
    /// The networks from which clients come: a list of strings.
    pub clients: String,
    /// The name of the machine among `members_of`: a string, unless whoever starts it gives it its name.
    pub name: Option<String>,
}

/// Where a machine finds its data disk.
#[derive(Clone, Copy)]
pub struct Disk<'l> {
    /// Its path: a string.
    pub path: &'l str,
    /// Where it is instead on machines that do not show it there.
    pub otherwise: Option<&'static str>,
}

/// The networks of those who call a service, as a list of strings; `own` is that of the service's site.
#[must_use]
pub fn clients(
    layout: &Layout<'_>,
    view: &SiteView<'_>,
    grants: &BTreeSet<Grant>,
    unit: &Unit<'_>,
    own: &str,
) -> String {
    let incoming = of_unit(grants, view.id, unit.id);
    let incoming = incoming.filter(|grant| grant.direction == Direction::In);
    let network = |grant: &Grant| match grant.peer {
        Peer::Users(id) => {
            let name = &layout.topology.user_group(id).name.value;
            Some(format!("var.user_cidrs[\"{}\"]", ident(name)))
        }
        Peer::Unit(site, _) if site == view.id => Some(format!("[{own}]")),
        Peer::Unit(site, service) => {
            let range = peer_range(layout, site, service)?;
            Some(format!("[var.peer_cidrs[\"{range}\"]]"))
        }
        Peer::Internet => None,
    };
    let all: BTreeSet<String> = incoming.filter_map(network).collect();
    let all: Vec<String> = all.into_iter().collect();
    if all.is_empty() { "[]".to_owned() } else { format!("distinct(concat({}))", all.join(", ")) }
}

/// The text for cloud-init; none for machines whose software the plan does not know.
#[must_use]
pub fn user_data(host: &Host<'_, '_>, unit: &Unit<'_>) -> Option<Expr> {
    let recipe = recipe(host, unit)?;
    let mut files = Vec::new();
    if !recipe.services.is_empty() {
        files.push(certificate_check());
    }
    files.extend(recipe.files.iter().map(|written| {
        let path = format!("{STAGED}{}", written.path);
        file(&path, written.text())
    }));
    let mut parts = vec![
        ("package_update", Expr::from(true)),
        ("package_upgrade", true.into()),
        ("ssh_pwauth", false.into()),
        ("disable_root", true.into()),
        ("bootcmd", early(host, &recipe)),
    ];
    parts.extend(host.name.iter().flat_map(|name| named(name)));
    if !recipe.data.is_empty() {
        let device = code(host.disk.path);
        let made = object([
            ("device", device),
            ("filesystem", "xfs".into()),
            ("label", "data".into()),
            ("overwrite", false.into()),
            ("partition", "none".into()),
        ]);
        let mounted = list(["LABEL=data", recipe.data, "xfs", "defaults,noatime,nofail", "0", "2"]);
        parts.push(("fs_setup", Expr::List(vec![made])));
        parts.push(("mounts", Expr::List(vec![mounted])));
    }
    if recipe.repository.is_none() {
        parts.push(("packages", list(recipe.packages.iter().copied())));
    }
    parts.push(("runcmd", Expr::List(commands(&recipe))));
    parts.push(("write_files", Expr::List(files)));
    let text = [Expr::from("#cloud-config"), call("yamlencode", [object(parts)])];
    Some(call("join", [Expr::from("\n"), Expr::List(text.into())]))
}

/// What the owners of a self-hosted service bring and do; none for machines without a recipe.
#[must_use]
pub fn by_hand(host: &Host<'_, '_>, unit: &Unit<'_>) -> Option<&'static str> {
    recipe(host, unit).map(|recipe| recipe.by_hand)
}

fn recipe(host: &Host<'_, '_>, unit: &Unit<'_>) -> Option<Recipe> {
    // Machines of the plan hold software that it does not know.
    let product = unit.product.filter(|product| product.name.starts_with("self-hosted"))?;
    let members = (host.members_of)(unit);
    let members = members.as_str();
    let tls = host.layout.rules(unit).min_tls;
    Some(match unit.service.kind {
        Kind::Postgres => databases::postgres(tls),
        Kind::Mysql => databases::mysql(tls),
        Kind::Sqlserver => databases::sqlserver(),
        Kind::DocumentDb => databases::mongodb(tls),
        Kind::AnalyticsDb => databases::clickhouse(members, tls),
        Kind::Cache => stores::cache(product.engine == "valkey", tls),
        Kind::Search => stores::opensearch(members, tls),
        Kind::FileStore => stores::nfs(&host.clients),
        Kind::Queue | Kind::Pubsub => messages::rabbitmq(members, tls),
        Kind::EventStream => {
            messages::kafka(members, tls, unit.service.demand.terms().count("retention_days"))
        }
        Kind::LoadBalancer => services::haproxy(host, unit, tls),
        Kind::Monitoring => {
            services::monitoring(tls, unit.service.demand.terms().count("retention_days"))
        }
        Kind::Bastion => services::bastion(),
        Kind::Kubernetes => cluster::kubernetes(members, tls),
        _ => return None,
    })
}

/// Where files wait until the packages are there, which otherwise would start with half of them.
const STAGED: &str = "/usr/local/lib/self-hosted/files";

fn file(path: &str, text: Expr) -> Expr {
    object([("path", Expr::from(path)), ("permissions", "0644".into()), ("content", text)])
}

/// The machine's own name, which it knows before anything else does.
fn named(name: &str) -> [(&'static str, Expr); 3] {
    [
        ("fqdn", code(name)),
        // Its first part is the host's name, which may not be as long as the whole.
        ("prefer_fqdn_over_hostname", false.into()),
        ("manage_etc_hosts", "localhost".into()),
    ]
}

/// What must come before packages and disks.
fn early(host: &Host<'_, '_>, recipe: &Recipe) -> Expr {
    // No service starts while packages are installed: none has its configuration yet.
    let write = "printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod 0755 /usr/sbin/policy-rc.d";
    let hold = list(["cloud-init-per", "once", "hold-services", "sh", "-c", write]);
    // Clouds attach the disk once the machine runs.
    let wait = ["cloud-init-per", "once", "await-disk", "timeout", "600", "sh", "-c"];
    let script = match host.disk.otherwise {
        None => "until test -b \"$0\"; do sleep 2; done",
        Some(_) => LINKED,
    };
    let wait = wait.into_iter().chain([script]).map(Expr::from);
    let wait = wait.chain([code(host.disk.path)]).chain(host.disk.otherwise.map(Expr::from));
    let wait = list(wait);
    let wait = (!recipe.data.is_empty()).then_some(wait);
    list(std::iter::once(hold).chain(wait))
}

/// Waits for a disk at one of two paths, and sees that it is at the first.
const LINKED: &str = "until test -b \"$0\"; do if test -b \"$1\"; then mkdir -p \"$(dirname \"$0\")\"; ln -s \"$1\" \"$0\"; else sleep 2; fi; done";

/// Keeps services from starting without their certificate, with which they would start without TLS or not at all.
fn certificate_check() -> Expr {
    let named = format!("ConditionPathExists={TLS}/tls.key");
    let lines = ["[Unit]", "# A service without its certificate must not serve.", &named];
    file(CHECK, Written::of(CHECK, &lines).text())
}

const CHECK: &str = "/usr/local/lib/self-hosted/certificate.conf";

fn commands(recipe: &Recipe) -> Vec<Expr> {
    let mut commands = vec![Expr::from(format!("install -d -m 0755 {TLS}"))];
    for service in &recipe.services {
        let folder = format!("/etc/systemd/system/{service}.service.d");
        commands.push(format!("install -d {folder}").into());
        commands.push(format!("cp {CHECK} {folder}/certificate.conf").into());
    }
    if let Some((key, line)) = recipe.repository {
        // An image may hold the packages already: then nothing is fetched.
        let names = recipe.packages.iter().map(|name| name.split('=').next().unwrap_or(name));
        let unless = names.collect::<Vec<_>>().join(" ");
        let unless = format!("dpkg -s {unless} > /dev/null 2>&1 ||");
        commands.push("install -d -m 0755 /etc/apt/keyrings".into());
        let fetch = "curl --fail --silent --show-error --location --proto '=https'";
        commands.push(
            format!("{unless} {fetch} {key} | gpg --dearmor -o /etc/apt/keyrings/project.gpg")
                .into(),
        );
        commands
            .push(format!("{unless} echo '{line}' > /etc/apt/sources.list.d/project.list").into());
        commands.push(format!("{unless} apt-get update").into());
        let packages = recipe.packages.join(" ");
        let told = format!("DEBIAN_FRONTEND=noninteractive {}", recipe.told);
        commands.push(format!("{unless} {} apt-get install -y {packages}", told.trim_end()).into());
    }
    for Written { path, .. } in &recipe.files {
        commands.push(format!("install -D -m 0644 {STAGED}{path} {path}").into());
        // A file may have to name the machine that it is on.
        commands.push(format!("sed -i \"s/@SELF@/$(hostname -f)/g\" {path}").into());
    }
    commands.extend(recipe.commands.iter().cloned());
    commands.push("rm -f /usr/sbin/policy-rc.d".into());
    commands.push("systemctl daemon-reload".into());
    for service in &recipe.services {
        commands.push(format!("systemctl enable {service}").into());
        commands.push(format!("systemctl restart {service}").into());
    }
    commands
}
