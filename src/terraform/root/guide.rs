//! The guide of the folder: what was planned, what to fill in, what stays to be done by hand.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::placement::Hardware;
use crate::terms::{Kind, Provider, Strategy};
use crate::terraform::access::Grant;
use crate::terraform::layout::{Layout, SiteView, Unit};
use crate::terraform::module::Module;

use super::links::pairs;
use super::markdown::{table, text};
use super::variables::all;

/// `README.md`.
pub fn readme(layout: &Layout<'_>, grants: &BTreeSet<Grant>, modules: &[Module]) -> String {
    let mut out = format!(
        "# {}\n\nTerraform for the placement of this plan, written by mcplan for review. Each site is a module below \
         `modules/`; in it, each service has a file `service-NAME.tf`, and `security.tf` holds one rule per flow of \
         the plan, nothing else.\n\n",
        text(&layout.topology.name)
    );
    section(&mut out, "Services", &services(layout));
    section(&mut out, "Fill in", &fill_in(layout, modules));
    section(&mut out, "Review", REVIEW);
    section(&mut out, "Classes of data", &super::data::guide(layout));
    section(&mut out, "Commitments to buy", &commitments(layout));
    section(&mut out, "Links between providers", &links(layout, grants));
    section(&mut out, "Links to the hub", &super::hub::guide(layout));
    section(&mut out, "Identities across providers", &super::federation::guide(layout, grants));
    section(&mut out, "Copies to set up by hand", &copies(layout));
    section(&mut out, "Self-hosted services", &super::machines::guide(layout, grants));
    section(&mut out, "Workloads of clusters", &super::clusters::guide(layout, grants));
    section(&mut out, "Failing over", &failing_over(layout));
    section(&mut out, "Not in this folder", NOT_HERE);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

const REVIEW: &str = "```sh\nterraform init\nterraform plan -out plan.bin\nterraform show plan.bin\n```\n\n\
Read `modules/*/security.tf` first: it says who may talk to whom. Names that had to be changed or cut carry a short \
hash. A network is numbered by the name of its site or service, so that adding one leaves the others in place.\n";

const NOT_HERE: &str = "State storage (add a `backend` block), DNS names and their failover, log collection, web \
application firewalls and monitoring: the plan does not ask for them, and its bill does not contain them. Machines \
of kind `vm` start from images that hold the software of their service; nothing here installs it.\n";

fn section(out: &mut String, title: &str, body: &str) {
    if !body.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(out, "## {title}\n\n{body}\n");
    }
}

fn units<'l, 'a>(layout: &'l Layout<'a>) -> impl Iterator<Item = (&'l SiteView<'a>, &'l Unit<'a>)> {
    layout.sites.iter().flat_map(|view| view.units.iter().map(move |unit| (view, unit)))
}

fn services(layout: &Layout<'_>) -> String {
    let mut rows: Vec<Vec<String>> = units(layout)
        .map(|(view, unit)| {
            vec![
                text(&unit.service.name.value),
                unit.service.kind.to_string(),
                format!("[{}](modules/{})", text(&view.site.code), view.folder()),
                unit.deployment.role.to_string(),
                unit.arrangement.strategy.to_string(),
                runs_on(unit),
                text(&unit.service.tier),
                text(&unit.service.team),
            ]
        })
        .collect();
    rows.sort();
    table(&["service", "kind", "site", "role", "strategy", "runs on", "tier", "team"], &rows)
}

fn runs_on(unit: &Unit<'_>) -> String {
    let (least, most) = unit.replicas();
    let count = if least == most { format!("{most}") } else { format!("{least} to {most}") };
    match &unit.deployment.hardware {
        Hardware::Managed => format!("{}", unit.deployment.form),
        Hardware::Pool { vcpu, memory, .. } => {
            format!("{count} x {} vCPU, {memory}", vcpu.normalize())
        }
        Hardware::Nodes { .. } => {
            let sku = unit.sku.map_or("", |sku| sku.name.as_str());
            format!("{count} x {}, {}", text(sku), unit.deployment.form)
        }
    }
}

fn fill_in(layout: &Layout<'_>, modules: &[Module]) -> String {
    let all = all(layout, modules);
    let rows: Vec<Vec<String>> = all
        .values()
        .filter(|variable| variable.placeholder().is_some())
        .map(|variable| vec![format!("`{}`", variable.name()), text(variable.description())])
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let intro = "`terraform.tfvars` holds placeholders for these; put your values there, or into a file that ends in \
                 `.auto.tfvars`, which wins and is not written by mcplan. `variables.tf` has the rest, with defaults.\n\n";
    format!("{intro}{}", table(&["variable", "what it is"], &rows))
}

/// Commitments are contracts, not resources: Terraform does not buy them.
fn commitments(layout: &Layout<'_>) -> String {
    let mut rows = Vec::new();
    for (view, unit) in units(layout) {
        let Hardware::Nodes { lots, .. } = &unit.deployment.hardware else { continue };
        for lot in lots.iter().filter(|lot| lot.purchase.is_commitment()) {
            rows.push(vec![
                text(&view.site.code),
                text(unit.sku.map_or("", |sku| sku.name.as_str())),
                lot.count.to_string(),
                lot.purchase.to_string(),
                text(&unit.service.name.value),
            ]);
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    rows.sort();
    let intro = "The plan's bill counts on these contracts, which Terraform does not sign.\n\n";
    format!("{intro}{}", table(&["site", "SKU", "count", "purchase option", "for"], &rows))
}

/// Links that the organisation brings; with a hub in the plan, all go over it.
fn links(layout: &Layout<'_>, grants: &BTreeSet<Grant>) -> String {
    if layout.topology.network.is_some() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = pairs(layout, grants)
        .into_iter()
        .filter(|(a, b)| {
            let same = a.site.provider == b.site.provider;
            !same || a.site.provider == Provider::OnPrem
        })
        .map(|(a, b)| vec![text(&a.site.code), text(&b.site.code)])
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let intro = "These pairs of sites have traffic in the plan. Connect them by VPN or a private circuit and route their \
                 networks (`*__cidr`) to each other; the security rules are already there. The link is the organisation's \
                 own and not in the plan's bill.\n\n";
    format!("{intro}{}", table(&["site", "site"], &rows))
}

/// Copies across providers, which no provider keeps in step.
fn copies(layout: &Layout<'_>) -> String {
    let mut out = String::new();
    for (view, unit) in units(layout).filter(|(_, unit)| !unit.is_recovery()) {
        let Some((other, _)) = layout.partner(unit) else { continue };
        let own = view.site.provider == Provider::OnPrem || other.site.provider == Provider::OnPrem;
        if view.site.provider == other.site.provider && !own {
            continue;
        }
        let name = text(&unit.service.name.value);
        let (from, to) = (text(&view.site.code), text(&other.site.code));
        let steps = match unit.service.kind {
            Kind::Postgres => POSTGRES_COPY,
            Kind::Mysql => MYSQL_COPY,
            Kind::ObjectStore => OBJECT_COPY,
            _ => continue,
        };
        // Writing to a string cannot fail.
        let _ = write!(out, "### {name}: {from} to {to}\n\n{steps}\n");
    }
    out
}

const POSTGRES_COPY: &str = "Both servers exist, with `wal_level = logical` set at the source \
(`rds.logical_replication = 1` on AWS) and port 5432 open between them. Then:\n\n\
1. create a role with `REPLICATION` at the source;\n\
2. copy the schema: `pg_dump --schema-only` into the recovery server;\n\
3. at the source `CREATE PUBLICATION standby FOR ALL TABLES;`\n\
4. at the recovery server `CREATE SUBSCRIPTION standby CONNECTION 'host=... sslmode=verify-full ...' PUBLICATION standby;`\n\
5. watch `pg_stat_replication`: its lag is the recovery point. Sequences and schema changes are not replicated.\n";

const MYSQL_COPY: &str = "Both servers exist, with `binlog_format = ROW` at the source and port 3306 open between \
them. Then:\n\n\
1. create a user with `REPLICATION SLAVE` at the source and keep its binary logs for at least a day \
(`CALL mysql.rds_set_configuration('binlog retention hours', 24)` on AWS);\n\
2. load a consistent dump into the recovery server (`mysqldump --single-transaction --source-data=2`);\n\
3. start replication there (`CALL mysql.az_replication_change_master(...)` on Azure, \
`CALL mysql.rds_set_external_source(...)` on AWS, `CHANGE REPLICATION SOURCE TO ...` on a server of your own), over TLS;\n\
4. watch `SHOW REPLICA STATUS`: its lag is the recovery point.\n";

const OBJECT_COPY: &str = "Both stores exist. No provider copies objects to another one: run a scheduled copy \
(AWS DataSync with an Azure Blob location, or `rclone sync`) at least as often as the recovery point asks for.\n";

fn failing_over(layout: &Layout<'_>) -> String {
    let mut out = String::new();
    for (view, unit) in units(layout).filter(|(_, unit)| unit.is_recovery()) {
        if unit.arrangement.strategy != Strategy::WarmStandby {
            continue;
        }
        let name = text(&unit.service.name.value);
        let site = text(&view.site.code);
        let step = match (unit.service.kind, view.site.provider) {
            (Kind::Vm, _) => format!("raise the least number of machines to {}", unit.replicas().1),
            (Kind::LoadBalancer, _) => "point its DNS name here".to_owned(),
            (Kind::ObjectStore, _) => {
                "point its clients here; let copies run the other way afterwards".to_owned()
            }
            (kind, provider) if kind.is_database() => promote(layout, unit, provider).to_owned(),
            _ => continue,
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "- {name} at {site}: {step}.");
    }
    out
}

fn promote(layout: &Layout<'_>, unit: &Unit<'_>, provider: Provider) -> &'static str {
    let same = layout.partner(unit).is_some_and(|(site, _)| site.site.provider == provider);
    match provider {
        Provider::Aws if same => {
            "promote it (`aws rds promote-read-replica`) and remove `replicate_source_db` here"
        }
        Provider::Azure if same => {
            "promote it (set `replication_role = \"None\"`, or `az ... replica promote`)"
        }
        _ => "stop the replication and let its clients write here",
    }
}
