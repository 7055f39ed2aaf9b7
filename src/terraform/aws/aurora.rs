//! Aurora: a cluster with its instances, and a cluster in the region of a warm standby that joins it.

use crate::plan::{DatabaseDemand, Demand};
use crate::terms::{Engine, Provider};
use crate::terraform::hcl::{Block, Expr, code, list};
use crate::terraform::layout::{SiteView, Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::hash;

use super::keys;
use super::site::Region;

struct Flavour {
    name: &'static str,
    version: &'static str,
    family: &'static str,
    tls: (&'static str, &'static str),
    logs: &'static [&'static str],
}

const fn flavour(engine: Engine) -> Flavour {
    match engine {
        Engine::Postgres => Flavour {
            name: "aurora-postgresql",
            version: "16.6",
            family: "aurora-postgresql16",
            tls: ("rds.force_ssl", "1"),
            logs: &["postgresql"],
        },
        // There is no Aurora for SQL Server, and no table says that there is.
        Engine::Mysql | Engine::Sqlserver => Flavour {
            name: "aurora-mysql",
            version: "8.0.mysql_aurora.3.08.2",
            family: "aurora-mysql8.0",
            tls: ("require_secure_transport", "ON"),
            logs: &["audit", "error", "slowquery"],
        },
    }
}

/// Writes a cluster.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let Demand::Database(demand) = &unit.service.demand else { return };
    let flavour = flavour(demand.engine);
    let partner = region.layout.partner(unit);
    let partner = partner.filter(|(site, _)| site.site.provider == Provider::Aws);
    let mut blocks = vec![subnets(region, unit), parameters(region, unit, &flavour)];
    if partner.is_some() && !unit.is_recovery() {
        blocks.push(password(unit));
        blocks.push(global(region, unit, &flavour));
    }
    blocks.push(cluster(region, unit, demand, &flavour, partner, module));
    blocks.push(instances(region, unit));
    if partner.is_some() && unit.is_recovery() && keys::arn(region, unit).is_none() {
        blocks.push(keys::own_database_key(&unit.name).0);
    }
    module.service(unit).extend(blocks);
    wire(unit, partner, module);
}

/// The instances: a writer, and a reader in another zone that takes over.
fn count(unit: &Unit<'_>) -> u32 {
    unit.deployment.hardware.running().map_or(1, crate::plan::Load::peak).max(1)
}

fn subnets(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    Block::resource("aws_db_subnet_group", &unit.name)
        .set("name", region.layout.label(unit, 200))
        .set("subnet_ids", region.subnets(unit, "data", 2))
        .set("tags", own_tags(unit))
}

fn parameters(region: Region<'_, '_>, unit: &Unit<'_>, flavour: &Flavour) -> Block {
    let end = flavour.family.replace('.', "-");
    Block::resource("aws_rds_cluster_parameter_group", &unit.name)
        .set("name", format!("{}-{end}", region.layout.label(unit, 200)))
        .set("family", flavour.family)
        .set("tags", own_tags(unit))
        .block(Block::new("parameter").set("name", flavour.tls.0).set("value", flavour.tls.1))
        .block(Block::new("lifecycle").set("create_before_destroy", true))
}

/// Members of a global cluster cannot leave their password to Secrets Manager.
fn password(unit: &Unit<'_>) -> Block {
    Block::resource("random_password", &unit.name)
        .comment("Global clusters take no password that Secrets Manager keeps; this one is in the state only.")
        .set("length", 40_u32)
        .set("special", false)
}

fn global(region: Region<'_, '_>, unit: &Unit<'_>, flavour: &Flavour) -> Block {
    Block::resource("aws_rds_global_cluster", &unit.name)
        .set("global_cluster_identifier", region.layout.label(unit, 60))
        .set("engine", flavour.name)
        .set("engine_version", flavour.version)
        .set("storage_encrypted", true)
        .set("deletion_protection", true)
        .set("tags", own_tags(unit))
}

type Partner<'l, 'a> = Option<(&'l SiteView<'a>, &'l Unit<'a>)>;

fn cluster(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    demand: &DatabaseDemand,
    flavour: &Flavour,
    partner: Partner<'_, '_>,
    module: &mut Module,
) -> Block {
    let last =
        format!("{}-last-{}", region.layout.label(unit, 200), hash(&[&region.view.site.code]));
    let joins = partner.is_some() && unit.is_recovery();
    let key =
        keys::arn(region, unit).or_else(|| joins.then(|| keys::own_database_key(&unit.name).1));
    let block = Block::resource("aws_rds_cluster", &unit.name)
        .when(key.is_none(), |block| {
            block.comment(
                "checkov:skip=CKV_AWS_327:the plan leaves the keys of this data to the provider",
            )
        })
        .comment("checkov:skip=CKV2_AWS_8:backups are kept by the cluster itself, as many days as the plan asks for")
        .comment("checkov:skip=CKV_AWS_324:logs are exported below")
        .comment("checkov:skip=CKV_AWS_326:backups go back to any second; going back in place costs money that the plan does not ask for")
        .comment("checkov:skip=CKV2_AWS_27:logs of every statement would show the data itself")
        .set("cluster_identifier", region.layout.label(unit, 60))
        .set("engine", flavour.name)
        .set("engine_version", flavour.version);
    let block = match (partner, unit.is_recovery()) {
        (Some((site, other)), true) => {
            let name = format!("{}__global", unit.name);
            let about = "The global cluster that this copy joins.";
            let value = code(format!("module.{}.{}__global", site.name, other.name));
            module.input(Variable::new(name.as_str(), "string", about), value);
            block.set("global_cluster_identifier", code(format!("var.{name}")))
        }
        (Some(_), false) => block
            .set(
                "global_cluster_identifier",
                code(format!("aws_rds_global_cluster.{}.id", unit.name)),
            )
            .set("master_username", "dbadmin")
            .set("master_password", code(format!("random_password.{}.result", unit.name))),
        (None, _) => block
            .set("master_username", "dbadmin")
            .set("manage_master_user_password", true)
            .maybe("master_user_secret_kms_key_id", keys::arn(region, unit)),
    };
    block
        .gap()
        .set("storage_encrypted", true)
        .maybe("kms_key_id", key)
        .set("db_subnet_group_name", code(format!("aws_db_subnet_group.{}.name", unit.name)))
        .set(
            "db_cluster_parameter_group_name",
            code(format!("aws_rds_cluster_parameter_group.{}.name", unit.name)),
        )
        .set("vpc_security_group_ids", code(format!("[aws_security_group.{}.id]", unit.name)))
        .gap()
        .set("backup_retention_period", demand.backup_days.clamp(1, 35))
        .set("copy_tags_to_snapshot", true)
        .set("deletion_protection", true)
        .set("skip_final_snapshot", false)
        .set("final_snapshot_identifier", last)
        .set("iam_database_authentication_enabled", true)
        .set("enabled_cloudwatch_logs_exports", list(flavour.logs.iter().copied()))
        .set("tags", own_tags(unit))
}

fn instances(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let sku = unit.sku.map_or("", |sku| sku.name.as_str());
    let class = if sku.starts_with("db.") { sku.to_owned() } else { format!("db.{sku}") };
    let cluster = |what: &str| code(format!("aws_rds_cluster.{}.{what}", unit.name));
    let zones = region.zones(unit, 1);
    let name = Expr::Template(vec![
        Expr::from(format!("{}-", region.layout.label(unit, 55))),
        code("count.index + 1"),
    ]);
    Block::resource("aws_rds_cluster_instance", &unit.name)
        .comment("checkov:skip=CKV_AWS_118:monitoring costs money that the plan does not ask for")
        .comment("checkov:skip=CKV_AWS_353:not offered for every class; turn it on where it is")
        .set("count", count(unit))
        .gap()
        .set("identifier", name)
        .set("cluster_identifier", cluster("id"))
        .set("engine", cluster("engine"))
        .set("engine_version", cluster("engine_version"))
        .set("instance_class", class)
        .set("availability_zone", code(format!("element({zones}, count.index)")))
        .set("promotion_tier", code("min(count.index, 15)"))
        .set("publicly_accessible", false)
        .set("auto_minor_version_upgrade", true)
        .set("copy_tags_to_snapshot", true)
        .set("tags", own_tags(unit))
}

fn wire(unit: &Unit<'_>, partner: Partner<'_, '_>, module: &mut Module) {
    let of = |what: &str| code(format!("aws_rds_cluster.{}.{what}", unit.name));
    module.output(format!("{}__endpoint", unit.name), "Where the writer answers.", of("endpoint"));
    let about = "Where readers answer.";
    module.output(format!("{}__reader", unit.name), about, of("reader_endpoint"));
    match partner {
        Some(_) if unit.is_recovery() => {}
        Some(_) => {
            let value = code(format!("aws_rds_global_cluster.{}.id", unit.name));
            module.export(format!("{}__global", unit.name), "The global cluster.", value);
            let value = code(format!("random_password.{}.result", unit.name));
            module.secret(
                format!("{}__password", unit.name),
                "Generated password of dbadmin.",
                value,
            );
        }
        None => {
            let value = code(format!(
                "one(aws_rds_cluster.{}.master_user_secret[*].secret_arn)",
                unit.name
            ));
            module.output(
                format!("{}__secret", unit.name),
                "Secret with the password of dbadmin.",
                value,
            );
        }
    }
}
