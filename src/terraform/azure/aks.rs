//! Kubernetes: a private cluster with one pool of nodes, and an identity for each workload that calls
//! services of the platform.

use crate::terraform::federation::service_account;
use crate::terraform::hcl::{Block, Expr, code, list};
use crate::terraform::kubernetes::workload_name;
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::units::Decimal;

use super::site::{Region, grouped};
use super::{federation, keys, logs, metered, rights};

/// Addresses of pods and of services within the cluster: no site uses them, and nothing routes them.
pub const PODS: &str = "100.64.0.0/16";
const SERVICES: &str = "100.65.0.0/16";
const NAMES: &str = "100.65.0.10";

/// Writes a cluster.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let mut blocks = vec![rights::identity(region, unit), subnet_role(unit)];
    blocks.extend(disk_role(region, unit));
    blocks.push(cluster(region, unit));
    let id = code(format!("azurerm_kubernetes_cluster.{}.id", unit.name));
    let kept = ["kube-apiserver", "kube-audit-admin", "guard", "cluster-autoscaler"];
    blocks.push(logs::sent(region, unit, id, &kept));
    module.service(unit).extend(blocks);
    let about =
        "Groups of Entra whose members administer Kubernetes clusters, by object identifier.";
    let admins = Variable::new("cluster_admins", "list(string)", about)
        .example(list(["00000000-0000-0000-0000-000000000000"]));
    module.ask("azure_cluster_admins".to_owned(), admins);
    let of = |what: &str| code(format!("azurerm_kubernetes_cluster.{}.{what}", unit.name));
    module.output(format!("{}__cluster", unit.name), "Name of the cluster.", of("name"));
    module.output(
        format!("{}__endpoint", unit.name),
        "Where the cluster's interface answers, within the network.",
        of("private_fqdn"),
    );
    for workload in region.layout.topology.hosted_by(unit.id) {
        if let Some(workload) = region.view.unit(workload) {
            federate(region, unit, workload, module);
        }
    }
}

fn subnet_role(unit: &Unit<'_>) -> Block {
    let subnet = code(format!("azurerm_subnet.{}.id", unit.name));
    rights::assignment(unit, "subnet", subnet, "Network Contributor")
        .comment("Load balancers of the cluster take addresses of its subnet.")
}

fn disk_role(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<Block> {
    Some(rights::assignment(unit, "disks", keys::disk_set(region, unit)?, "Reader"))
}

fn cluster(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let key = keys::disk_set(region, unit);
    let mut after = vec![
        code(format!("azurerm_role_assignment.{}__subnet", unit.name)),
        code(format!("azurerm_subnet_nat_gateway_association.{}", unit.name)),
        code(format!("azurerm_subnet_network_security_group_association.{}", unit.name)),
    ];
    if key.is_some() {
        after.push(code(format!("azurerm_role_assignment.{}__disks", unit.name)));
    }
    let title = region.layout.label(unit, 54);
    grouped("azurerm_kubernetes_cluster", &unit.name, title.as_str())
        .when(key.is_none(), |block| {
            block.comment("checkov:skip=CKV_AZURE_117:the plan leaves the keys of this data to the provider")
        })
        .comment("checkov:skip=CKV_AZURE_227:needs a feature that a subscription has to register; disks are encrypted at rest")
        .comment("checkov:skip=CKV_AZURE_232:one pool holds the system too, as the plan's bill counts it")
        .comment("checkov:skip=CKV_AZURE_226:the sizes that the plan picks by price often have no local disk")
        .comment("checkov:skip=CKV2_AZURE_29:it is set below, with an overlay")
        .set("dns_prefix", title)
        .set("sku_tier", "Standard")
        .set("automatic_upgrade_channel", "patch")
        .set("node_os_upgrade_channel", "NodeImage")
        .set("private_cluster_enabled", true)
        .set("private_cluster_public_fqdn_enabled", false)
        .set("private_dns_zone_id", "System")
        .set("run_command_enabled", false)
        .set("local_account_disabled", true)
        .set("role_based_access_control_enabled", true)
        .set("oidc_issuer_enabled", true)
        .set("workload_identity_enabled", true)
        .set("azure_policy_enabled", true)
        .set("image_cleaner_enabled", true)
        .set("image_cleaner_interval_hours", 48_u32)
        .maybe("disk_encryption_set_id", key)
        .set("tags", own_tags(unit))
        .block(pool(region, unit))
        .block(network())
        .block(
            Block::new("azure_active_directory_role_based_access_control")
                .set("azure_rbac_enabled", true)
                .set("tenant_id", code("data.azurerm_client_config.current.tenant_id"))
                .set("admin_group_object_ids", code("var.cluster_admins")),
        )
        .block(rights::identity_block(unit))
        .block(
            Block::new("oms_agent")
                .set("log_analytics_workspace_id", logs::workspace(region))
                .set("msi_auth_for_monitoring_enabled", true),
        )
        .block(Block::new("key_vault_secrets_provider").set("secret_rotation_enabled", true))
        .gap()
        .set("depends_on", Expr::List(after))
}

fn pool(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let (least, most) = unit.replicas();
    let disk = disk_gib(region, unit).unwrap_or(50);
    let pods = metered::count(unit, "pods_per_node").clamp(10, 250);
    let block = Block::new("default_node_pool")
        .set("name", "system")
        .set("temporary_name_for_rotation", "systemnew")
        .set("vm_size", unit.sku.map_or("", |sku| sku.name.as_str()))
        .maybe("zones", region.zones(unit))
        .set("vnet_subnet_id", code(format!("azurerm_subnet.{}.id", unit.name)))
        .set("node_public_ip_enabled", false)
        .set("os_disk_type", "Managed")
        .set("os_disk_size_gb", disk)
        .set("max_pods", pods)
        .set("tags", own_tags(unit));
    let block = if most > least {
        block
            .set("auto_scaling_enabled", true)
            .set("min_count", least.max(1))
            .set("max_count", most.max(1))
    } else {
        block.set("node_count", most.max(1))
    };
    block.block(Block::new("upgrade_settings").set("max_surge", "1"))
}

/// The disk that the bill counts on for each node.
pub fn disk_gib(region: Region<'_, '_>, unit: &Unit<'_>) -> Option<u32> {
    let disk = unit.product?.nodes.as_ref()?.disk_gib.as_ref()?;
    let gib: Decimal = disk.value(&metered::values(region, unit))?;
    u32::try_from(gib.ceil()).ok().filter(|&gib| gib > 0)
}

fn network() -> Block {
    Block::new("network_profile")
        .set("network_plugin", "azure")
        .set("network_plugin_mode", "overlay")
        .set("network_policy", "cilium")
        .set("network_data_plane", "cilium")
        .set("load_balancer_sku", "standard")
        .set("outbound_type", "userAssignedNATGateway")
        .set("pod_cidr", PODS)
        .set("service_cidr", SERVICES)
        .set("dns_service_ip", NAMES)
}

/// The identity of a workload, which its service account signs in as.
fn federate(region: Region<'_, '_>, cluster: &Unit<'_>, workload: &Unit<'_>, module: &mut Module) {
    if !rights::needs_identity(region, workload) {
        return;
    }
    let name = &workload.name;
    let title = workload_name(workload);
    let account = service_account(region.layout, workload);
    let issuer = federation::issuer_of(cluster);
    let about = "Only the workload's own service account, in the namespace of its plan.";
    let mut blocks = vec![
        rights::identity(region, workload),
        federation::credential((name, about), &title, issuer, account),
    ];
    blocks.extend(rights::assignments(region, workload, module));
    module.service(workload).extend(blocks);
    let client = code(format!("azurerm_user_assigned_identity.{}.client_id", workload.name));
    let about = "Client identifier for the annotation of the workload's service account.";
    module.output(format!("{}__client_id", workload.name), about, client);
}
