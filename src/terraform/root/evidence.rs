//! `EVIDENCE.md`: for each service with a class of data, which resource and attribute of the folder carries
//! what the class asks for, and which of them pins each caller from another provider.
//!
//! Read from the written files themselves, so that it cannot claim what is not there. What no attribute
//! shows is said to be without evidence: unknown is not yes.

use std::collections::{BTreeMap, BTreeSet};

use crate::terraform::access::Grant;
use crate::terraform::federation::into_site;
use crate::terraform::layout::{Layout, file_of};

use super::markdown::{table, text};

/// What a class asks for, with the attributes and blocks that carry it at some provider.
const ASPECTS: &[(&str, &[&str])] = &[
    (
        "encryption at rest",
        &[
            "storage_encrypted",
            "encrypted",
            "at_rest_encryption_enabled",
            "server_side_encryption",
            "apply_server_side_encryption_by_default",
            "sqs_managed_sse_enabled",
            "encryption_info",
            "encryption_config",
            "transparent_data_encryption_enabled",
            "infrastructure_encryption_enabled",
            "storage_policy_id",
            "kms_key_id",
            "kms_key_arn",
            "kms_master_key_id",
            "customer_managed_key",
            "key_vault_key_id",
            "disk_encryption_set_id",
        ],
    ),
    (
        "encryption in transit",
        &[
            "transit_encryption_enabled",
            "encryption_in_transit",
            "min_tls_version",
            "minimum_tls_version",
            "minimal_tls_version",
            "minimum_protocol_version",
            "ssl_policy",
            "aws:SecureTransport",
            "rds.force_ssl",
            "require_secure_transport",
            "non_ssl_port_enabled",
            "https_traffic_only_enabled",
        ],
    ),
    (
        "logs",
        &[
            "enabled_cloudwatch_logs_exports",
            "enabled_cluster_log_types",
            "access_logs",
            "logging_config",
            "access_log_settings",
            "log_analytics_workspace_id",
            "target_bucket",
        ],
    ),
];

/// The page; `None` if no service has a class of data and nobody signs in from elsewhere.
#[must_use]
pub fn page(
    layout: &Layout<'_>,
    grants: &BTreeSet<Grant>,
    files: &BTreeMap<String, String>,
) -> Option<String> {
    let (classes, identities) = (classes(layout, files), identities(layout, grants, files));
    let parts = [(CLASSES, classes), (IDENTITIES, identities)];
    let parts = parts.into_iter().filter_map(|(about, table)| Some(format!("{about}{}", table?)));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| format!("# Evidence\n\n{ABOUT}{}", parts.join("\n")))
}

const ABOUT: &str = "Where the resources of this folder carry what is asked for. It is read from the files; what no \
                     attribute shows is without evidence, which is not a yes.\n\n";
const CLASSES: &str = "## Classes of data\n\n";
const IDENTITIES: &str = "## Identities across providers\n\nNo caller has a key that lasts: each is \
                          known by tokens or certificates of its own site, of one issuer and about one subject.\n\n";

/// What classes of data ask for.
fn classes(layout: &Layout<'_>, files: &BTreeMap<String, String>) -> Option<String> {
    let mut rows = Vec::new();
    for view in &layout.sites {
        for unit in &view.units {
            let Some(class) = layout.topology.data_class(unit.service) else { continue };
            let path = format!("modules/{}/{}.tf", view.folder(), file_of(unit).0);
            let Some(written) = files.get(&path) else { continue };
            for (aspect, attributes) in ASPECTS {
                rows.push(vec![
                    text(&unit.service.name.value),
                    text(&view.site.code),
                    text(&class.name.value),
                    (*aspect).to_owned(),
                    evidence(written, attributes),
                ]);
            }
        }
    }
    let head = ["service", "site", "class of data", "asked for", "resource and attribute"];
    (!rows.is_empty()).then(|| table(&head, &rows))
}

/// What pins the callers from other providers.
fn identities(
    layout: &Layout<'_>,
    grants: &BTreeSet<Grant>,
    files: &BTreeMap<String, String>,
) -> Option<String> {
    let rows = layout.sites.iter().flat_map(|view| {
        let path = format!("modules/{}/federation.tf", view.folder());
        let written = files.get(&path).map_or("", String::as_str);
        into_site(layout, grants, view.id).into_iter().map(move |one| {
            let name = format!(".{}`", one.name());
            let all = evidence(written, &["assume_role_policy", "audience", "issuer", "subject"]);
            let own: Vec<&str> = all.split(", ").filter(|found| found.contains(&name)).collect();
            vec![
                text(&one.caller.service.name.value),
                text(&one.from.site.code),
                text(&view.site.code),
                if own.is_empty() { "none".to_owned() } else { own.join(", ") },
            ]
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let head = ["caller", "site", "signs in at", "resource and attribute"];
    (!rows.is_empty()).then(|| table(&head, &rows))
}

/// The resources of a file that have one of some attributes, each with the attribute.
fn evidence(written: &str, attributes: &[&str]) -> String {
    let mut found: Vec<String> = Vec::new();
    let mut resource: Option<String> = None;
    for line in written.lines() {
        if let Some(rest) = line.strip_prefix("resource ") {
            let mut names = rest.split('"').skip(1).step_by(2);
            resource = names.next().zip(names.next()).map(|(of, name)| format!("{of}.{name}"));
        }
        let Some(resource) = &resource else { continue };
        let has = |attribute: &&&str| carries(line, attribute);
        if let Some(attribute) = attributes.iter().find(has) {
            let this = format!("`{resource}`: `{attribute}`");
            if !found.contains(&this) {
                found.push(this);
            }
        }
    }
    if found.is_empty() { "none".to_owned() } else { found.join(", ") }
}

/// Whether a line sets an attribute, opens a block of that name, or names a parameter or condition by it.
fn carries(line: &str, attribute: &str) -> bool {
    let line = line.trim_start();
    let quoted = format!("\"{attribute}\"");
    let rest = line.strip_prefix(attribute);
    rest.is_some_and(|rest| rest.starts_with([' ', '=', '{'])) || line.contains(&quoted)
}

#[cfg(test)]
mod tests {
    use super::evidence;

    #[test]
    fn only_what_is_written_counts() {
        let file = "resource \"aws_db_instance\" \"orders\" {\n  storage_encrypted = true\n  kms_key_id        = x\n}\n\
                    resource \"aws_sns_topic\" \"news\" {\n  name = \"storage_encrypted_not\"\n}\n";
        assert_eq!(
            evidence(file, &["storage_encrypted", "kms_key_id"]),
            "`aws_db_instance.orders`: `storage_encrypted`, `aws_db_instance.orders`: `kms_key_id`"
        );
        assert_eq!(evidence(file, &["transit_encryption_enabled"]), "none");
    }
}
