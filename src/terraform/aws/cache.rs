//! Caches: a replication group of Redis or Valkey, or a cluster of Memcached.

use crate::terms::Provider;
use crate::terraform::hcl::{Block, Expr, code};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};

use super::keys;
use super::parts::{log_group, log_path};
use super::site::Region;

/// Writes a cache.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![subnets(region, unit)];
    if unit.is("elasticache-memcached") {
        blocks.push(memcached(region, unit));
        module.service(unit).extend(blocks);
        let value = code(format!("aws_elasticache_cluster.{}.configuration_endpoint", unit.name));
        module.output(format!("{}__endpoint", unit.name), "Where the cache answers.", value);
        return;
    }
    let copy = standby(region, unit, true);
    blocks.push(log_group(region, unit, &unit.name, &log_path(region, unit, "elasticache")));
    if copy.is_none() {
        blocks.push(password(unit));
    }
    blocks.push(group(region, unit, copy.is_some()));
    let own = format!("aws_elasticache_replication_group.{}", unit.name);
    if standby(region, unit, false).is_some() {
        blocks.push(
            Block::resource("aws_elasticache_global_replication_group", &unit.name)
                .set("global_replication_group_id_suffix", region.layout.label(unit, 30))
                .set("primary_replication_group_id", code(format!("{own}.id"))),
        );
        let id = "global_replication_group_id";
        let value = code(format!("aws_elasticache_global_replication_group.{}.{id}", unit.name));
        module.export(format!("{}__global", unit.name), "The group that the copy joins.", value);
    }
    module.service(unit).extend(blocks);
    if let Some(active) = copy {
        let name = format!("{}__global", unit.name);
        let about = "The group that this copy joins.";
        module.input(Variable::new(name, "string", about), active);
    } else {
        module.needs_random();
        let about = "Generated token of the cache.";
        let value = code(format!("random_password.{}.result", unit.name));
        module.secret(format!("{}__token", unit.name), about, value);
    }
    let value = code(format!("{own}.primary_endpoint_address"));
    module.output(format!("{}__endpoint", unit.name), "Where the cache answers.", value);
}

/// Whether a cache of the region has a token.
pub fn needs_random(region: Region<'_, '_>) -> bool {
    region.view.units.iter().any(|unit| {
        unit.shape() == crate::terraform::shape::Shape::Cache
            && !unit.is("elasticache-memcached")
            && standby(region, unit, true).is_none()
    })
}

/// The group that a copy in another region of AWS joins; asked from the copy or from its active site.
fn standby(region: Region<'_, '_>, unit: &Unit<'_>, from_copy: bool) -> Option<Expr> {
    let (site, other) = region.layout.partner(unit)?;
    let joined = unit.is_recovery() == from_copy && site.site.provider == Provider::Aws;
    joined.then(|| code(format!("module.{}.{}__global", site.name, other.name)))
}

fn subnets(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    Block::resource("aws_elasticache_subnet_group", &unit.name)
        .set("name", region.layout.label(unit, 200))
        .set("subnet_ids", region.subnets(unit, "data", 1))
        .set("tags", own_tags(unit))
}

fn node(unit: &Unit<'_>) -> String {
    let sku = unit.sku.map_or("", |sku| sku.name.as_str());
    if sku.starts_with("cache.") { sku.to_owned() } else { format!("cache.{sku}") }
}

fn nodes(unit: &Unit<'_>) -> u32 {
    unit.deployment.hardware.running().map_or(1, crate::plan::Load::peak).max(1)
}

fn password(unit: &Unit<'_>) -> Block {
    Block::resource("random_password", &unit.name)
        .comment("The token that clients sign in with; in the state only.")
        .set("length", 64_u32)
        .set("special", false)
}

fn group(region: Region<'_, '_>, unit: &Unit<'_>, copy: bool) -> Block {
    let nodes = nodes(unit).max(if unit.deployment.zones > 1 { 2 } else { 1 });
    let valkey = unit.is("elasticache-valkey");
    let id = region.layout.label(unit, 40);
    let logs = ["slow-log", "engine-log"].map(|kind| {
        Block::new("log_delivery_configuration")
            .set("log_type", kind)
            .set("log_format", "json")
            .set("destination_type", "cloudwatch-logs")
            .set("destination", code(format!("aws_cloudwatch_log_group.{}.name", unit.name)))
    });
    let key = keys::arn(region, unit);
    let block = Block::resource("aws_elasticache_replication_group", &unit.name)
        .when(key.is_none(), |block| {
            block.comment(
                "checkov:skip=CKV_AWS_191:the plan leaves the keys of this data to the provider",
            )
        })
        .when(nodes == 1, |block| {
            block.comment("checkov:skip=CKV2_AWS_50:the plan is content with one node")
        })
        .when(copy, |block| {
            ["CKV_AWS_29", "CKV_AWS_30", "CKV_AWS_31"].into_iter().fold(block, |block, check| {
                block.comment(&format!(
                    "checkov:skip={check}:a copy takes encryption and token of the group it joins"
                ))
            })
        })
        .set("replication_group_id", id)
        .set(
            "description",
            format!("Cache {}", crate::terraform::name::tag(&unit.service.name.value)),
        );
    let block = if copy {
        block.set("global_replication_group_id", code(format!("var.{}__global", unit.name)))
    } else {
        block
            .set("engine", if valkey { "valkey" } else { "redis" })
            .set("engine_version", if valkey { "8.0" } else { "7.1" })
            .set("node_type", node(unit))
            .set("auth_token", code(format!("random_password.{}.result", unit.name)))
            .set("transit_encryption_enabled", true)
            .set("at_rest_encryption_enabled", true)
    };
    block
        .set("num_cache_clusters", nodes)
        .set("automatic_failover_enabled", nodes > 1)
        .set("multi_az_enabled", nodes > 1 && unit.deployment.zones > 1)
        .maybe("kms_key_id", key)
        .gap()
        .set("subnet_group_name", code(format!("aws_elasticache_subnet_group.{}.name", unit.name)))
        .set("security_group_ids", code(format!("[aws_security_group.{}.id]", unit.name)))
        .set("auto_minor_version_upgrade", true)
        .set("snapshot_retention_limit", 1_u32)
        .set("tags", own_tags(unit))
        .blocks(logs)
}

fn memcached(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let nodes = nodes(unit);
    Block::resource("aws_elasticache_cluster", &unit.name)
        .set("cluster_id", region.layout.label(unit, 40))
        .set("engine", "memcached")
        .set("engine_version", "1.6.22")
        .set("node_type", node(unit))
        .set("num_cache_nodes", nodes)
        .set("az_mode", if nodes > 1 { "cross-az" } else { "single-az" })
        .set("transit_encryption_enabled", true)
        .set("subnet_group_name", code(format!("aws_elasticache_subnet_group.{}.name", unit.name)))
        .set("security_group_ids", code(format!("[aws_security_group.{}.id]", unit.name)))
        .set("auto_minor_version_upgrade", true)
        .set("tags", own_tags(unit))
}
