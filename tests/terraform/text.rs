//! What holds for every file of every placement: it can be read back, holds no secret, and nothing of
//! a plan gets out of its quotes.

use std::collections::{BTreeMap, BTreeSet};

use super::hcl::{Block, assignments, is_tf, parse};
use super::{cases, world};

fn rendered() -> Vec<(&'static str, BTreeMap<String, String>)> {
    let catalog = world::catalog();
    let render = |(case, topology, placement): cases::Case| {
        (case, mcplan::terraform::render_placement(&topology, catalog, &placement))
    };
    cases::all(catalog).into_iter().map(render).collect()
}

fn each_file(check: impl Fn(&str, &str, &str)) {
    for (case, files) in rendered() {
        for (path, text) in files {
            check(case, &path, &text);
        }
    }
}

#[test]
fn the_same_placement_gives_the_same_bytes() {
    assert_eq!(rendered(), rendered());
}

#[test]
fn paths_and_lines_are_tame() {
    each_file(|case, path, text| {
        let tame = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./".contains(c);
        let page = ["README.md", "EVIDENCE.md"].contains(&path);
        assert!(page || path.chars().all(tame), "{case}: {path}");
        assert!(!path.contains("..") && !path.starts_with('/'), "{case}: {path}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{case}: {path}");
        assert!(!text.contains(['\r', '\t', '\u{0}', '\u{202e}']), "{case}: {path}");
        assert!(!text.lines().any(|line| line.ends_with(' ')), "{case}: {path}");
    });
}

/// Every string of HCL that a hostile plan could have opened is closed, and every block is one that
/// the templates write.
#[test]
fn only_known_blocks_exist() {
    let kinds =
        ["data", "locals", "module", "output", "provider", "resource", "terraform", "variable"];
    each_file(|case, path, text| {
        if !is_tf(path) {
            return;
        }
        for block in parse(text) {
            assert!(kinds.contains(&block.head[0].as_str()), "{case} {path}: {:?}", block.head);
            if block.head[0] == "resource" {
                let of = block.head[1].split('_').next().unwrap_or_default();
                assert!(
                    ["aws", "azuread", "azurerm", "vsphere", "random"].contains(&of),
                    "{case} {path}: {:?}",
                    block.head
                );
            }
        }
    });
}

#[test]
fn interpolations_are_references_only() {
    each_file(|case, path, text| {
        if is_tf(path) {
            for found in ["file(", "fileset(", "<<"] {
                let code = unquoted(text);
                assert!(!code.contains(found), "{case} {path}: {found}");
            }
        }
    });
}

/// The code of a file: comments and quoted text left out, interpolations kept.
fn unquoted(text: &str) -> String {
    let mut code = String::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let mut chars = line.chars().peekable();
        let mut quoted = false;
        while let Some(c) = chars.next() {
            match c {
                '\\' if quoted => drop(chars.next()),
                '"' => quoted = !quoted,
                '$' | '%' if quoted && chars.peek() == Some(&c) => drop(chars.next()),
                '$' | '%' if quoted && chars.peek() == Some(&'{') => {
                    for inner in chars.by_ref().take_while(|c| *c != '}') {
                        code.push(inner);
                    }
                }
                c if !quoted => code.push(c),
                _ => {}
            }
        }
        code.push('\n');
    }
    code
}

#[test]
fn addresses_are_unique_in_their_module() {
    for (case, files) in rendered() {
        let mut seen = BTreeSet::new();
        for (path, text) in files.iter().filter(|(path, _)| is_tf(path)) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for block in parse(text)
                .into_iter()
                .filter(|block| block.head.len() > 1 && block.head[0] != "provider")
            {
                assert!(
                    seen.insert((folder.to_owned(), block.head.clone())),
                    "{case} {path}: {:?}",
                    block.head
                );
            }
        }
    }
}

#[test]
fn names_keep_to_the_limits_of_their_providers() {
    let limits = [
        ("aws_lb", "name", 32),
        ("aws_lb_target_group", "name", 32),
        ("aws_iam_role", "name", 64),
        ("aws_db_instance", "identifier", 63),
        ("aws_s3_bucket", "bucket", 63),
        ("azurerm_storage_account", "name", 24),
        ("azurerm_key_vault", "name", 24),
        ("azurerm_postgresql_flexible_server", "name", 63),
        ("azurerm_mysql_flexible_server", "name", 63),
        ("azurerm_network_security_rule", "name", 80),
        ("azurerm_network_security_rule", "description", 140),
        ("azurerm_subnet", "name", 80),
        ("aws_vpc_security_group_ingress_rule", "description", 255),
    ];
    let expand = |text: &str| {
        text.replace("${local.suffix}", "123456")
            .replace("${data.aws_caller_identity.current.account_id}", "123456789012")
    };
    each_file(|case, path, text| {
        for block in resources(path, text) {
            for (_, attribute, limit) in limits.iter().filter(|(of, ..)| block.head[1] == *of) {
                let name = block.get(attribute).map(expand).unwrap_or_default();
                assert!(
                    name.len() <= *limit,
                    "{case} {path}: {attribute} {name} is {} long",
                    name.len()
                );
                assert!(!name.contains("${"), "{case} {path}: {name}");
            }
        }
    });
}

fn resources(path: &str, text: &str) -> Vec<Block> {
    let blocks = if is_tf(path) { parse(text) } else { Vec::new() };
    blocks.into_iter().filter(|block| block.head[0] == "resource").collect()
}

#[test]
fn everything_that_can_be_tagged_is() {
    let untagged = [
        "association",
        "_rule",
        "_route",
        "_policy",
        "_versioning",
        "_encryption",
        "_access_block",
        "_ownership_controls",
        "_configuration",
        "_attachment",
        "alias",
        "azurerm_subnet",
        "role_assignment",
        "random_password",
        "_administrator",
        "_object_replication",
        "_container",
        "_peering",
        "vsphere_resource_pool",
        "vsphere_tag",
        "_kms_alias",
        "_key_vault_key",
        "network_link",
        "azurerm_autoscale",
        "_autoscaling_group",
        "aws_dx_gateway",
        "aws_iam_outbound_web_identity_federation",
        "_federated_identity_credential",
        "azuread_",
    ];
    each_file(|case, path, text| {
        for block in resources(path, text) {
            let of = block.head[1].as_str();
            let exempt = untagged.iter().any(|part| of.contains(part));
            assert!(
                exempt || block.attributes.contains_key("tags"),
                "{case} {path}: {of} has no tags"
            );
        }
    });
}

#[test]
fn no_secret_stands_in_the_text() {
    each_file(|case, path, text| {
        if !is_tf(path) {
            return;
        }
        for block in parse(text) {
            for (name, value) in &block.attributes {
                if ["password", "administrator_password", "secret", "user_data"]
                    .contains(&name.as_str())
                {
                    let literal = value.starts_with('"');
                    assert!(!literal, "{case} {path}: {name} = {value}");
                }
            }
        }
    });
    for (case, files) in rendered() {
        let values = assignments(&files["terraform.tfvars"]);
        assert!(!values.keys().any(|name| name.contains("password")), "{case}");
    }
}

#[test]
fn encryption_backups_and_closed_doors() {
    let always = [
        ("aws_db_instance", "storage_encrypted", "true"),
        ("aws_db_instance", "deletion_protection", "true"),
        ("aws_db_instance", "publicly_accessible", "false"),
        ("aws_kms_key", "enable_key_rotation", "true"),
        ("aws_s3_bucket_public_access_block", "block_public_policy", "true"),
        ("azurerm_storage_account", "https_traffic_only_enabled", "true"),
        ("azurerm_storage_account", "allow_nested_items_to_be_public", "false"),
        ("azurerm_storage_account", "shared_access_key_enabled", "false"),
        ("azurerm_postgresql_flexible_server", "public_network_access_enabled", "false"),
        ("azurerm_key_vault", "purge_protection_enabled", "true"),
    ];
    each_file(|case, path, text| {
        for block in resources(path, text) {
            for (_, attribute, value) in always.iter().filter(|(of, ..)| block.head[1] == *of) {
                assert_eq!(block.get(attribute), Some(*value), "{case} {path}: {attribute}");
            }
        }
    });
}

#[test]
fn machines_guard_their_metadata_and_disks() {
    each_file(|case, path, text| {
        for block in
            resources(path, text).iter().filter(|block| block.head[1] == "aws_launch_template")
        {
            let inner = |kind: &str| block.blocks.iter().find(|block| block.head[0] == kind);
            let metadata = inner("metadata_options").and_then(|block| block.get("http_tokens"));
            assert_eq!(metadata, Some("required"), "{case} {path}");
            let disk = inner("block_device_mappings").and_then(|block| block.blocks.first());
            assert_eq!(disk.and_then(|disk| disk.get("encrypted")), Some("true"), "{case} {path}");
        }
    });
}

#[test]
fn data_of_customer_keys_is_under_them() {
    let catalog = world::catalog();
    for (case, topology, placement) in
        cases::all(catalog).into_iter().filter(|(case, ..)| case.ends_with("-keys"))
    {
        let files = mcplan::terraform::render_placement(&topology, catalog, &placement);
        for (path, text) in files.iter().filter(|(path, _)| path.contains("/service-")) {
            let stateful = ["orders", "catalogue", "assets", "web"];
            if stateful.iter().any(|name| path.ends_with(&format!("service-{name}.tf"))) {
                let keyed = [
                    "kms_key_id",
                    "kms_master_key_id",
                    "customer_managed_key",
                    "disk_encryption_set_id",
                ];
                assert!(keyed.iter().any(|word| text.contains(word)), "{case} {path}");
            }
        }
    }
}
