//! Databases: an RDS instance, and a copy in the region of a warm standby.

use crate::plan::{DatabaseDemand, Demand};
use crate::terms::{Engine, Form, Provider};
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::hash;
use crate::terraform::shape::Shape;

use super::keys;
use super::site::Region;

/// What differs between the engines.
struct Flavour {
    name: &'static str,
    version: &'static str,
    family: &'static str,
    tls: (&'static str, &'static str),
    /// Parameter that lets a copy outside of AWS follow the database.
    follow: (&'static str, &'static str),
    logs: &'static [&'static str],
}

const fn flavour(engine: Engine) -> Flavour {
    match engine {
        Engine::Postgres => Flavour {
            name: "postgres",
            version: "16",
            family: "postgres16",
            tls: ("rds.force_ssl", "1"),
            follow: ("rds.logical_replication", "1"),
            logs: &["postgresql", "upgrade"],
        },
        // AWS sells SQL Server, but no price is known, so nothing of it is ever placed there.
        Engine::Mysql | Engine::Sqlserver => Flavour {
            name: "mysql",
            version: "8.4",
            family: "mysql8.4",
            tls: ("require_secure_transport", "1"),
            follow: ("binlog_format", "ROW"),
            logs: &["error", "slowquery"],
        },
    }
}

/// Whether a database of the region needs a generated password.
pub fn needs_random(region: Region<'_, '_>) -> bool {
    region.view.units.iter().any(|unit| unit.shape() == Shape::Database && is_source(region, unit))
}

/// Writes a database.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let Demand::Database(demand) = &unit.service.demand else { return };
    let flavour = flavour(demand.engine);
    let copy = follows(region, unit);
    let mut blocks = vec![subnet_group(region, unit), parameters(region, unit, &flavour)];
    if copy && keys::arn(region, unit).is_none() {
        blocks.push(keys::own_database_key(&unit.name).0);
    }
    if is_source(region, unit) {
        blocks.push(password(unit));
    }
    blocks.push(instance(region, unit, demand, &flavour));
    module.service(unit).extend(blocks);
    wire(region, unit, module);
}

/// Whether the unit is a copy that follows a database in another region of AWS.
fn follows(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    unit.is_recovery() && partner_is_aws(region, unit)
}

/// Whether a copy in another region of AWS follows the unit.
fn is_source(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    !unit.is_recovery() && partner_is_aws(region, unit)
}

fn partner_is_aws(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    region.layout.partner(unit).is_some_and(|(site, _)| site.site.provider == Provider::Aws)
}

/// Whether the copy of a warm standby is at another provider.
fn crosses(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    region.layout.partner(unit).is_some_and(|(site, _)| site.site.provider != Provider::Aws)
}

fn subnet_group(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    Block::resource("aws_db_subnet_group", &unit.name)
        .set("name", region.layout.label(unit, 200))
        .set("subnet_ids", region.subnets(unit, "data", 2))
        .set("tags", own_tags(unit))
}

fn parameters(region: Region<'_, '_>, unit: &Unit<'_>, flavour: &Flavour) -> Block {
    let parameter = |(name, value): (&str, &str), restart: bool| {
        Block::new("parameter")
            .set("name", name)
            .set("value", value)
            .when(restart, |block| block.set("apply_method", "pending-reboot"))
    };
    Block::resource("aws_db_parameter_group", &unit.name)
        .set(
            "name",
            format!("{}-{}", region.layout.label(unit, 200), flavour.family.replace('.', "-")),
        )
        .set("family", flavour.family)
        .set("tags", own_tags(unit))
        .block(parameter(flavour.tls, false))
        .blocks(crosses(region, unit).then(|| parameter(flavour.follow, true)))
        .block(Block::new("lifecycle").set("create_before_destroy", true))
}

/// RDS cannot copy a database whose password Secrets Manager keeps, so this one is generated and
/// lives in the state only.
fn password(unit: &Unit<'_>) -> Block {
    Block::resource("random_password", &unit.name)
        .comment("RDS refuses copies of databases whose password Secrets Manager keeps; this one is in the state only.")
        .set("length", 40_u32)
        .set("special", false)
}

fn instance(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    demand: &DatabaseDemand,
    flavour: &Flavour,
) -> Block {
    let copy = follows(region, unit);
    let label = region.layout.label(unit, 60);
    let sku = unit.sku.map_or("", |sku| sku.name.as_str());
    let class = if sku.starts_with("db.") { sku.to_owned() } else { format!("db.{sku}") };
    let last =
        format!("{}-last-{}", region.layout.label(unit, 200), hash(&[&region.view.site.code]));
    let block = excused(Block::resource("aws_db_instance", &unit.name), unit);
    let block =
        if copy { source(block, unit) } else { origin(region, block, unit, demand, flavour) };
    let key =
        keys::arn(region, unit).or_else(|| copy.then(|| keys::own_database_key(&unit.name).1));
    block
        .gap()
        .set("identifier", label)
        .set("instance_class", class)
        .set("multi_az", unit.deployment.form == Form::ZoneRedundant)
        .set("storage_type", "gp3")
        .set("storage_encrypted", true)
        .maybe("kms_key_id", key)
        .gap()
        .set("db_subnet_group_name", code(format!("aws_db_subnet_group.{}.name", unit.name)))
        .set("parameter_group_name", code(format!("aws_db_parameter_group.{}.name", unit.name)))
        .set("vpc_security_group_ids", code(format!("[aws_security_group.{}.id]", unit.name)))
        .set("publicly_accessible", false)
        .gap()
        .set("backup_retention_period", demand.backup_days.clamp(1, 35))
        .set("copy_tags_to_snapshot", true)
        .set("deletion_protection", true)
        .set("skip_final_snapshot", false)
        .set("final_snapshot_identifier", last)
        .set("auto_minor_version_upgrade", true)
        .set("iam_database_authentication_enabled", true)
        .set(
            "enabled_cloudwatch_logs_exports",
            crate::terraform::hcl::list(flavour.logs.iter().copied()),
        )
        .set("tags", own_tags(unit))
}

/// Checks of checkov that do not apply, with the reason.
fn excused(block: Block, unit: &Unit<'_>) -> Block {
    let single = unit.deployment.form == Form::Single;
    block
        .comment("checkov:skip=CKV_AWS_118:monitoring costs money that the plan does not ask for")
        .comment("checkov:skip=CKV_AWS_353:not offered for every class; turn it on where it is")
        .when(single, |b| b.comment("checkov:skip=CKV_AWS_157:the plan is content with one zone"))
}

fn source(block: Block, unit: &Unit<'_>) -> Block {
    block
        .comment("A copy; promote it when the active site is lost (see README.md).")
        .set("replicate_source_db", code(format!("var.{}__source_arn", unit.name)))
}

fn origin(
    region: Region<'_, '_>,
    block: Block,
    unit: &Unit<'_>,
    demand: &DatabaseDemand,
    flavour: &Flavour,
) -> Block {
    let block = block
        .set("engine", flavour.name)
        .set("engine_version", flavour.version)
        .set("allocated_storage", stored(unit, demand))
        .set("username", "dbadmin");
    if is_source(region, unit) {
        block.set("password", code(format!("random_password.{}.result", unit.name)))
    } else {
        block
            .set("manage_master_user_password", true)
            .maybe("master_user_secret_kms_key_id", keys::arn(region, unit))
    }
}

/// The storage that the bill counts on, in GiB.
fn stored(unit: &Unit<'_>, demand: &DatabaseDemand) -> u64 {
    unit.kept.max(demand.storage).gib_ceil()
}

/// Outputs, and what the copy has to know of its source.
fn wire(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let instance = format!("aws_db_instance.{}", unit.name);
    let about = "Where the database answers.";
    module.output(format!("{}__endpoint", unit.name), about, code(format!("{instance}.endpoint")));
    if is_source(region, unit) {
        let about = "The database that the copy follows.";
        module.export(format!("{}__arn", unit.name), about, code(format!("{instance}.arn")));
        let about = "Generated password of dbadmin.";
        let value = code(format!("random_password.{}.result", unit.name));
        module.secret(format!("{}__password", unit.name), about, value);
    } else if !unit.is_recovery() || crosses(region, unit) {
        let about = "Secret with the password of dbadmin.";
        let value = code(format!("one({instance}.master_user_secret[*].secret_arn)"));
        module.output(format!("{}__secret", unit.name), about, value);
    }
    let source = region.layout.partner(unit).filter(|_| follows(region, unit));
    if let Some((site, active)) = source {
        let about = "The database that this copy follows.";
        let variable = Variable::new(format!("{}__source_arn", unit.name), "string", about);
        let value: Expr = code(format!("module.{}.{}__arn", site.name, active.name));
        module.input(variable, value);
    }
}
