//! Databases: a flexible server, and a replica in the region of a warm standby.

use crate::plan::{DatabaseDemand, Demand};
use crate::terms::{Engine, Form, Provider};
use crate::terraform::hcl::{Block, Expr, code, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::label;
use crate::terraform::shape::Shape;

use super::keys;
use super::site::Region;

/// What differs between the engines.
struct Flavour {
    /// The word in resource types.
    word: &'static str,
    version: &'static str,
    domain: &'static str,
    /// Parameter that lets a copy outside of Azure follow the database.
    follow: (&'static str, &'static str),
}

const fn flavour(engine: Engine) -> Flavour {
    match engine {
        Engine::Postgres => Flavour {
            word: "postgresql",
            version: "16",
            domain: "postgres.database.azure.com",
            follow: ("wal_level", "logical"),
        },
        Engine::Mysql | Engine::Sqlserver => Flavour {
            word: "mysql",
            version: "8.4",
            domain: "mysql.database.azure.com",
            follow: ("binlog_row_image", "FULL"),
        },
    }
}

/// Whether a database needs a generated password: `MySQL` servers cannot be made without one.
pub fn needs_random(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    unit.shape() == Shape::Database
        && unit.service.kind.engine() == Some(Engine::Mysql)
        && !follows(region, unit)
}

/// Writes a database.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let Demand::Database(demand) = &unit.service.demand else { return };
    let flavour = flavour(demand.engine);
    let mut blocks = names(region, unit, &flavour);
    if needs_random(region, unit) {
        blocks.push(password(unit));
    }
    blocks.push(server(region, unit, demand, &flavour));
    if demand.engine == Engine::Postgres && !follows(region, unit) {
        blocks.push(administrator(unit));
        administrator_inputs(module);
    }
    blocks.extend(parameters(region, unit, &flavour));
    module.service(unit).extend(blocks);
    wire(region, unit, &flavour, module);
}

fn follows(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    unit.is_recovery() && partner_is_azure(region, unit)
}

fn partner_is_azure(region: Region<'_, '_>, unit: &Unit<'_>) -> bool {
    region.layout.partner(unit).is_some_and(|(site, _)| site.site.provider == Provider::Azure)
}

/// A private zone of names, which the network of the region resolves.
fn names(region: Region<'_, '_>, unit: &Unit<'_>, flavour: &Flavour) -> Vec<Block> {
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    let zone = format!("{}.private.{}", label(&parts, 60), flavour.domain);
    let group = code("azurerm_resource_group.main.name");
    vec![
        Block::resource("azurerm_private_dns_zone", &unit.name)
            .set("name", zone)
            .set("resource_group_name", group.clone())
            .set("tags", own_tags(unit)),
        Block::resource("azurerm_private_dns_zone_virtual_network_link", &unit.name)
            .set("name", "own-network")
            .set("resource_group_name", group)
            .set(
                "private_dns_zone_name",
                code(format!("azurerm_private_dns_zone.{}.name", unit.name)),
            )
            .set("virtual_network_id", code("azurerm_virtual_network.main.id"))
            .set("tags", own_tags(unit)),
    ]
}

fn password(unit: &Unit<'_>) -> Block {
    Block::resource("random_password", &unit.name)
        .comment("In the state only; a MySQL server cannot be made without one.")
        .set("length", 40_u32)
        .set("special", false)
}

fn server(
    region: Region<'_, '_>,
    unit: &Unit<'_>,
    demand: &DatabaseDemand,
    flavour: &Flavour,
) -> Block {
    let copy = follows(region, unit);
    let parts =
        [&*region.layout.topology.name, &*unit.service.name.value, &*region.view.site.region];
    let title = template([Expr::from(format!("{}-", label(&parts, 50))), code("local.suffix")]);
    let group = if copy && demand.engine == Engine::Mysql {
        // Azure makes replicas of MySQL in the group of their source.
        code(format!("var.{}__source_group", unit.name))
    } else {
        code("azurerm_resource_group.main.name")
    };
    let block = Block::resource(&format!("azurerm_{}_flexible_server", flavour.word), &unit.name);
    let block = excused(block, demand.engine);
    let block = block
        .set("name", title)
        .set("resource_group_name", group)
        .set("location", code("azurerm_resource_group.main.location"))
        .set("sku_name", unit.sku.map_or("", |sku| sku.name.as_str()));
    let block = if copy { replica(block, unit) } else { origin(block, unit, demand, flavour) };
    let block = block
        .gap()
        .set("delegated_subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
        .set("private_dns_zone_id", code(format!("azurerm_private_dns_zone.{}.id", unit.name)));
    let block = match demand.engine {
        Engine::Postgres => block.set("public_network_access_enabled", false),
        Engine::Mysql | Engine::Sqlserver => block.set("public_network_access", "Disabled"),
    };
    let block = storage(block, unit, demand).set("tags", own_tags(unit));
    let block = if copy { block } else { standing(block, unit) };
    let block = encrypted(block, region, unit);
    let block = signed_in(block, demand.engine, copy);
    let link = format!("azurerm_private_dns_zone_virtual_network_link.{}", unit.name);
    let keyed = keys::of(region, unit).is_some();
    let standby = !copy && unit.deployment.form == Form::ZoneRedundant;
    let ignored =
        if standby { "[zone, high_availability[0].standby_availability_zone]" } else { "[zone]" };
    let after = if keyed {
        format!("[{link}, azurerm_role_assignment.keys__use]")
    } else {
        format!("[{link}]")
    };
    block
        .block(
            Block::new("lifecycle")
                .comment("A failover swaps the zones; Terraform leaves them where they are.")
                .set("ignore_changes", code(ignored)),
        )
        .gap()
        .set("depends_on", code(after))
}

/// Checks of checkov that do not apply, with the reason.
fn excused(block: Block, engine: Engine) -> Block {
    let backups = "the plan asks for a copy in another region by its strategy, not by its backups";
    let subnet = "it is in a subnet of its own, which is closed";
    let skips: &[(&str, &str)] = match engine {
        Engine::Postgres => &[("CKV_AZURE_136", backups), ("CKV2_AZURE_57", subnet)],
        Engine::Mysql | Engine::Sqlserver => &[
            ("CKV_AZURE_94", backups),
            ("CKV2_AZURE_56", subnet),
            ("CKV_AZURE_53", "it is Disabled below, by its newer name"),
        ],
    };
    skips
        .iter()
        .fold(block, |block, (check, why)| block.comment(&format!("checkov:skip={check}:{why}")))
}

fn replica(block: Block, unit: &Unit<'_>) -> Block {
    block
        .comment("A replica; it has no standby of its own. Promote it when the active site is lost (see README.md).")
        .set("create_mode", "Replica")
        .set("source_server_id", code(format!("var.{}__source_id", unit.name)))
}

fn origin(block: Block, unit: &Unit<'_>, demand: &DatabaseDemand, flavour: &Flavour) -> Block {
    let days = u32::max(demand.backup_days, if demand.engine == Engine::Postgres { 7 } else { 1 });
    let block = block.set("version", flavour.version).set("backup_retention_days", days.min(35));
    match demand.engine {
        Engine::Postgres => block,
        Engine::Mysql | Engine::Sqlserver => block
            .set("administrator_login", "dbadmin")
            .set("administrator_password", code(format!("random_password.{}.result", unit.name))),
    }
}

/// The storage that the bill counts on.
fn storage(block: Block, unit: &Unit<'_>, demand: &DatabaseDemand) -> Block {
    let gib = unit.kept.max(demand.storage).gib_ceil();
    match demand.engine {
        // The largest size is a little less than its 32 TiB.
        Engine::Postgres => {
            let mib = if gib == 32_767 { 33_553_408 } else { gib * 1024 };
            block.set("storage_mb", mib).set("auto_grow_enabled", false)
        }
        Engine::Mysql | Engine::Sqlserver => {
            let redundant = unit.deployment.form == Form::ZoneRedundant;
            block.block(
                Block::new("storage").set("size_gb", gib).set("auto_grow_enabled", redundant),
            )
        }
    }
}

fn standing(block: Block, unit: &Unit<'_>) -> Block {
    if unit.deployment.form == Form::ZoneRedundant {
        block.block(Block::new("high_availability").set("mode", "ZoneRedundant"))
    } else {
        block
    }
}

fn encrypted(block: Block, region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    match keys::of(region, unit) {
        None => block,
        Some((key, identity)) => block.block(keys::identity_block()).block(
            Block::new("customer_managed_key")
                .set("key_vault_key_id", key)
                .set("primary_user_assigned_identity_id", identity),
        ),
    }
}

/// `PostgreSQL` is entered with identities of Entra only: there is no password that could leak.
fn signed_in(block: Block, engine: Engine, copy: bool) -> Block {
    if engine == Engine::Mysql || copy {
        return block;
    }
    block.block(
        Block::new("authentication")
            .set("active_directory_auth_enabled", true)
            .set("password_auth_enabled", false)
            .set("tenant_id", code("data.azurerm_client_config.current.tenant_id")),
    )
}

fn administrator(unit: &Unit<'_>) -> Block {
    Block::resource("azurerm_postgresql_flexible_server_active_directory_administrator", &unit.name)
        .set("server_name", code(format!("azurerm_postgresql_flexible_server.{}.name", unit.name)))
        .set("resource_group_name", code("azurerm_resource_group.main.name"))
        .set("tenant_id", code("data.azurerm_client_config.current.tenant_id"))
        .set("object_id", code("var.database_admin.object_id"))
        .set("principal_name", code("var.database_admin.name"))
        .set("principal_type", code("var.database_admin.type"))
}

/// Asks for the principal that administers databases.
pub fn administrator_inputs(module: &mut Module) {
    let of = "object({ object_id = string, name = string, type = string })";
    let about = "Entra principal that administers database servers; type is User, Group or ServicePrincipal.";
    let example = [
        ("object_id", "00000000-0000-0000-0000-000000000000"),
        ("name", "REPLACE-WITH-A-GROUP"),
        ("type", "Group"),
    ];
    let valid =
        "contains([\"User\", \"Group\", \"ServicePrincipal\"], var.azure_database_admin.type)";
    let variable = Variable::new("database_admin", of, about)
        .example(crate::terraform::hcl::object(example))
        .check(valid, "The type is User, Group or ServicePrincipal.");
    module.ask("azure_database_admin".to_owned(), variable);
}

fn parameters(region: Region<'_, '_>, unit: &Unit<'_>, flavour: &Flavour) -> Vec<Block> {
    if follows(region, unit) {
        return Vec::new();
    }
    let crosses = region.layout.partner(unit).is_some() && !partner_is_azure(region, unit);
    let of = format!("azurerm_{}_flexible_server_configuration", flavour.word);
    let one = |name: &str, value: &str| {
        let block = Block::resource(&of, &format!("{}__{name}", unit.name))
            .set("name", name)
            .set("value", value);
        let server = format!("azurerm_{}_flexible_server.{}", flavour.word, unit.name);
        if flavour.word == "postgresql" {
            block.set("server_id", code(format!("{server}.id")))
        } else {
            block
                .set("resource_group_name", code("azurerm_resource_group.main.name"))
                .set("server_name", code(format!("{server}.name")))
        }
    };
    let tls = one("require_secure_transport", "ON");
    let follow = crosses.then(|| one(flavour.follow.0, flavour.follow.1));
    std::iter::once(tls).chain(follow).collect()
}

/// Outputs, and what the replica has to know of its source.
fn wire(region: Region<'_, '_>, unit: &Unit<'_>, flavour: &Flavour, module: &mut Module) {
    let server = format!("azurerm_{}_flexible_server.{}", flavour.word, unit.name);
    module.output(
        format!("{}__endpoint", unit.name),
        "Where the database answers.",
        code(format!("{server}.fqdn")),
    );
    let zone = format!("azurerm_private_dns_zone.{}.name", unit.name);
    module.export(format!("{}__zone", unit.name), "Zone of the database's name.", code(zone));
    if needs_random(region, unit) {
        let value = code(format!("random_password.{}.result", unit.name));
        module.secret(format!("{}__password", unit.name), "Generated password of dbadmin.", value);
    }
    if !partner_is_azure(region, unit) {
        return;
    }
    if !unit.is_recovery() {
        module.export(
            format!("{}__id", unit.name),
            "The database that the replica follows.",
            code(format!("{server}.id")),
        );
        return;
    }
    let Some((site, active)) = region.layout.partner(unit) else { return };
    let about = "The database that this replica follows.";
    let variable = Variable::new(format!("{}__source_id", unit.name), "string", about);
    module.input(variable, code(format!("module.{}.{}__id", site.name, active.name)));
    if unit.service.kind.engine() == Some(Engine::Mysql) {
        let about = "Group of the database that this replica follows.";
        let variable = Variable::new(format!("{}__source_group", unit.name), "string", about);
        module.input(variable, code(format!("module.{}.resource_group_name", site.name)));
    }
}
