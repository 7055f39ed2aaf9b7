//! Kubernetes clusters: EKS with a group of nodes, and an identity for each workload that needs one.

use crate::terms::Arch;
use crate::terraform::hcl::{Block, Expr, call, code, list, object};
use crate::terraform::kubernetes::{namespace, workload_name};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;

use super::parts::{attach, log_group, role, role_name, role_policy, trusted};
use super::site::{Region, policy};
use super::{keys, rights};

/// Writes a cluster.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let nodes = format!("{}__nodes", unit.name);
    let path = format!("/aws/eks/{}/cluster", region.layout.label(unit, 60));
    let mut blocks = vec![
        log_group(region, unit, &unit.name, &path),
        role(region, unit, "", "eks.amazonaws.com"),
        attach(&unit.name, "cluster", "AmazonEKSClusterPolicy"),
    ];
    if keys::arn(region, unit).is_none() {
        blocks.push(own_key(unit));
    }
    blocks.push(cluster(region, unit));
    blocks.extend(administrators(unit));
    blocks.push(role(region, unit, "nodes", "ec2.amazonaws.com"));
    blocks.push(attach(&nodes, "worker", "AmazonEKSWorkerNodePolicy"));
    blocks.push(attach(&nodes, "network", "AmazonEKS_CNI_Policy"));
    blocks.push(attach(&nodes, "images", "AmazonEC2ContainerRegistryPullOnly"));
    blocks.push(launch_template(region, unit));
    blocks.push(node_group(region, unit));
    blocks.extend(addons(unit));
    for id in region.layout.topology.hosted_by(unit.id) {
        if let Some(workload) = region.view.unit(id) {
            blocks.extend(identity(region, unit, workload, module));
        }
    }
    module.service(unit).extend(blocks);
    let name = format!("{}__admin_role_arn", unit.name);
    let root = format!("{}__{name}", region.view.name);
    let about = format!("Role whose holders administer {}.", tag(&unit.service.name.value));
    let variable = Variable::new(name, "string", about)
        .example("arn:aws:iam::000000000000:role/platform-admins")
        .check(format!("can(regex(\"^arn:[a-z-]+:iam:\", var.{root}))"), "An ARN of a role.");
    module.ask(root, variable);
    let of = |what: &str| code(format!("aws_eks_cluster.{}.{what}", unit.name));
    module.output(format!("{}__cluster", unit.name), "Name of the cluster.", of("name"));
    module.output(format!("{}__endpoint", unit.name), "Where the cluster answers.", of("endpoint"));
}

fn own_key(unit: &Unit<'_>) -> Block {
    Block::resource("aws_kms_key", &unit.name)
        .comment("checkov:skip=CKV2_AWS_64:the account decides through IAM who may use the key")
        .set("description", format!("Secrets of cluster {}", tag(&unit.service.name.value)))
        .set("enable_key_rotation", true)
        .set("deletion_window_in_days", 30_u32)
        .set("tags", own_tags(unit))
}

fn cluster(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let own = code(format!("aws_kms_key.{}.arn", unit.name));
    let logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
    Block::resource("aws_eks_cluster", &unit.name)
        .set("name", region.layout.label(unit, 60))
        .set("role_arn", code(format!("aws_iam_role.{}.arn", unit.name)))
        .set("enabled_cluster_log_types", list(logs))
        .set("bootstrap_self_managed_addons", false)
        .set("deletion_protection", true)
        .set("tags", own_tags(unit))
        .block(
            Block::new("vpc_config")
                .set("subnet_ids", region.subnets(unit, "private", 2))
                .set("security_group_ids", code(format!("[aws_security_group.{}.id]", unit.name)))
                .set("endpoint_private_access", true)
                .set("endpoint_public_access", false),
        )
        .block(
            Block::new("access_config")
                .set("authentication_mode", "API")
                .set("bootstrap_cluster_creator_admin_permissions", false),
        )
        .block(
            Block::new("encryption_config").set("resources", list(["secrets"])).block(
                Block::new("provider").set("key_arn", keys::arn(region, unit).unwrap_or(own)),
            ),
        )
        .block(Block::new("upgrade_policy").set("support_type", "STANDARD"))
        .gap()
        .set(
            "depends_on",
            code(format!(
                "[\n  aws_cloudwatch_log_group.{0},\n  aws_iam_role_policy_attachment.{0}__cluster,\n]",
                unit.name
            )),
        )
}

fn administrators(unit: &Unit<'_>) -> Vec<Block> {
    let cluster = code(format!("aws_eks_cluster.{}.name", unit.name));
    let role = code(format!("var.{}__admin_role_arn", unit.name));
    let admin = Expr::Template(vec![
        Expr::from("arn:"),
        code("data.aws_partition.current.partition"),
        Expr::from(":eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"),
    ]);
    vec![
        Block::resource("aws_eks_access_entry", &unit.name)
            .set("cluster_name", cluster.clone())
            .set("principal_arn", role.clone())
            .set("tags", own_tags(unit)),
        Block::resource("aws_eks_access_policy_association", &unit.name)
            .set("cluster_name", cluster)
            .set("principal_arn", role)
            .set("policy_arn", admin)
            .block(Block::new("access_scope").set("type", "cluster"))
            .gap()
            .set("depends_on", code(format!("[aws_eks_access_entry.{}]", unit.name))),
    ]
}

/// The disk of a node, which holds images and logs.
const DISK_GIB: u32 = 50;

fn launch_template(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let sku = unit.sku.map_or("m7i.large", |sku| sku.name.as_str());
    Block::resource("aws_launch_template", &unit.name)
        .set("name", region.layout.label(unit, 120))
        .set("instance_type", sku)
        .set("update_default_version", true)
        .set("vpc_security_group_ids", code(format!("[aws_security_group.{}.id]", unit.name)))
        .set("tags", own_tags(unit))
        .block(
            Block::new("block_device_mappings").set("device_name", "/dev/xvda").block(
                Block::new("ebs")
                    .set("volume_type", "gp3")
                    .set("volume_size", DISK_GIB)
                    .set("encrypted", true)
                    .maybe("kms_key_id", keys::arn(region, unit))
                    .set("delete_on_termination", true),
            ),
        )
        .block(
            Block::new("metadata_options")
                .comment("Pods have identities of their own and are kept from that of their node.")
                .set("http_endpoint", "enabled")
                .set("http_tokens", "required")
                .set("http_put_response_hop_limit", 1_u32),
        )
        .blocks(["instance", "volume"].map(|what| {
            Block::new("tag_specifications").set("resource_type", what).set("tags", own_tags(unit))
        }))
}

fn node_group(region: Region<'_, '_>, unit: &Unit<'_>) -> Block {
    let (least, most) = unit.replicas();
    let (least, most) = (least.max(1), most.max(1));
    let arm = unit.sku.is_some_and(|sku| sku.arch == Arch::Arm);
    let image = if arm { "AL2023_ARM_64_STANDARD" } else { "AL2023_x86_64_STANDARD" };
    let template = |what: &str| code(format!("aws_launch_template.{}.{what}", unit.name));
    let attached = ["images", "network", "worker"]
        .map(|what| format!("  aws_iam_role_policy_attachment.{}__nodes__{what},\n", unit.name));
    Block::resource("aws_eks_node_group", &unit.name)
        .set("cluster_name", code(format!("aws_eks_cluster.{}.name", unit.name)))
        .set("node_group_name", "main")
        .set("node_role_arn", code(format!("aws_iam_role.{}__nodes.arn", unit.name)))
        .set("subnet_ids", region.subnets(unit, "private", 1))
        .set("ami_type", image)
        .set("tags", own_tags(unit))
        .block(
            Block::new("launch_template")
                .set("id", template("id"))
                .set("version", template("latest_version")),
        )
        .block(
            Block::new("scaling_config")
                .set("min_size", least)
                .set("desired_size", most)
                .set("max_size", most),
        )
        .block(Block::new("update_config").set("max_unavailable", 1_u32))
        .block(Block::new("node_repair_config").set("enabled", true))
        .gap()
        .set("depends_on", code(format!("[\n{}]", attached.concat())))
}

fn addons(unit: &Unit<'_>) -> Vec<Block> {
    let policies = call("jsonencode", [object([("enableNetworkPolicy", "true")])]);
    ["vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent"]
        .map(|addon| {
            let name = format!("{}__{}", unit.name, addon.replace('-', "_"));
            let nodes = format!("[aws_eks_node_group.{}]", unit.name);
            Block::resource("aws_eks_addon", &name)
                .set("cluster_name", code(format!("aws_eks_cluster.{}.name", unit.name)))
                .set("addon_name", addon)
                .when(addon == "vpc-cni", |block| {
                    block.set("configuration_values", policies.clone())
                })
                .set("tags", own_tags(unit))
                .when(addon == "coredns", |block| block.gap().set("depends_on", code(nodes)))
        })
        .into()
}

/// A role for a workload, given to the service account of its name.
fn identity(
    region: Region<'_, '_>,
    cluster: &Unit<'_>,
    workload: &Unit<'_>,
    module: &mut Module,
) -> Vec<Block> {
    let rights = rights::of(region, workload, module);
    if rights.is_empty() {
        return Vec::new();
    }
    let trust = policy(vec![vec![
        ("Effect", "Allow".into()),
        ("Action", list(["sts:AssumeRole", "sts:TagSession"])),
        ("Principal", object([("Service", "pods.eks.amazonaws.com")])),
    ]]);
    let role = role_name(workload, "pods");
    let mut blocks = vec![trusted(region, workload, "pods", trust)];
    blocks.extend(role_policy(&role, "flows", rights));
    blocks.push(
        Block::resource("aws_eks_pod_identity_association", &workload.name)
            .comment("The service account of the workload; pods under it hold the role.")
            .set("cluster_name", code(format!("aws_eks_cluster.{}.name", cluster.name)))
            .set("namespace", namespace(region.layout))
            .set("service_account", workload_name(workload))
            .set("role_arn", code(format!("aws_iam_role.{role}.arn")))
            .set("tags", own_tags(workload)),
    );
    blocks
}
