//! Rules as they were written, read back: groups and subnets by the services they stand for, ranges by their keys.

use std::collections::{BTreeMap, BTreeSet};

use super::flows::Rule;
use crate::hcl::{Block, is_tf, parse};

type Files = BTreeMap<String, String>;

/// All rules around networks, at all sites.
pub fn written(files: &Files) -> BTreeSet<Rule> {
    let groups = groups(files);
    let mut written = BTreeSet::new();
    for site in sites(files) {
        let module = Module::read(files, &site, &groups);
        written.extend(module.blocks.iter().filter_map(|block| module.rule(block)));
        if let Some(text) = files.get(&format!("modules/{site}/flows.tf")) {
            written.extend(module.table(text));
        }
    }
    written
}

/// The folders of sites.
pub fn sites(files: &Files) -> BTreeSet<String> {
    let folders = files.keys().filter_map(|path| path.strip_prefix("modules/")?.split('/').next());
    folders.map(str::to_owned).collect()
}

/// Groups of users by identifier, from what the root asks for.
fn groups(files: &Files) -> BTreeMap<String, String> {
    let variables = parse(&files["variables.tf"]);
    let groups = variables.iter().filter_map(|block| {
        let ident = block.head[1].strip_prefix("users__")?.strip_suffix("__cidrs")?;
        let about = block.get("description")?.strip_prefix("Networks from which users.")?;
        Some((
            ident.to_owned(),
            about.strip_suffix(" come; everywhere, unless you know better.")?.to_owned(),
        ))
    });
    groups.collect()
}

/// A module read back.
pub struct Module {
    site: String,
    /// Services by identifier.
    pub names: BTreeMap<String, String>,
    groups: BTreeMap<String, String>,
    /// All blocks.
    pub blocks: Vec<Block>,
}

impl Module {
    /// The module of a site.
    pub fn read(files: &Files, site: &str, groups: &BTreeMap<String, String>) -> Self {
        let folder = format!("modules/{site}/");
        let own = files.iter().filter(|(path, _)| path.starts_with(&folder) && is_tf(path));
        let blocks: Vec<Block> = own.flat_map(|(_, text)| parse(text)).collect();
        let tags = blocks.iter().filter(|block| block.head == ["locals"]);
        let tags = tags.filter_map(|block| block.attributes.get("tags"));
        let names = tags.flat_map(|text| services(text)).collect();
        Module { site: site.to_owned(), names, groups: groups.clone(), blocks }
    }

    /// The service of an identifier.
    fn name(&self, ident: &str) -> &str {
        self.names.get(ident).unwrap_or_else(|| panic!("{} has no service {ident}", self.site))
    }

    fn rule(&self, block: &Block) -> Option<Rule> {
        match block.head.get(1)?.as_str() {
            "aws_vpc_security_group_ingress_rule" => Some(self.of_group(block, "in")),
            "aws_vpc_security_group_egress_rule" => Some(self.of_group(block, "out")),
            "azurerm_network_security_rule" => Some(self.of_subnet(block)),
            "aws_security_group" | "azurerm_network_security_group" => {
                assert!(block.blocks.is_empty(), "rules stand apart: {:?}", block.head);
                None
            }
            "aws_default_security_group" => {
                assert!(block.blocks.is_empty(), "the default group allows nothing");
                None
            }
            other => {
                assert!(
                    !other.contains("security_group_rule"),
                    "no rules of another kind: {other}"
                );
                assert!(other != "aws_security_group_rule", "no rules of another kind");
                None
            }
        }
    }

    /// A rule of a security group.
    fn of_group(&self, block: &Block, way: &'static str) -> Rule {
        let group = block.get("security_group_id").expect("a group");
        let owner = between(group, "aws_security_group.", ".id").expect("a group of the module");
        assert_eq!(block.get("from_port"), block.get("to_port"));
        let port = match (block.get("ip_protocol"), block.get("to_port")) {
            (Some("-1"), None) => "any".to_owned(),
            (Some(protocol), Some(port)) => format!("{protocol} {port}"),
            other => panic!("{other:?} of {:?}", block.head),
        };
        let targets = ["cidr_ipv4", "referenced_security_group_id", "prefix_list_id"];
        let mut far = targets.iter().filter_map(|target| block.get(target));
        let mut text = far.next().expect("an end");
        assert!(far.next().is_none() && block.get("cidr_ipv6").is_none(), "one end: {block:?}");
        if text == "each.value" {
            text = block.get("for_each").expect("a list");
        }
        Rule {
            site: self.site.clone(),
            owner: self.name(owner).to_owned(),
            way,
            far: self.end(text),
            port,
        }
    }

    /// A rule around a subnet.
    fn of_subnet(&self, block: &Block) -> Rule {
        let group = block.get("network_security_group_name").expect("a group");
        let ident =
            between(group, "azurerm_network_security_group.", ".name").expect("a group here");
        let side = |side: &str| {
            let one = block.get(&format!("{side}_address_prefix"));
            one.or_else(|| block.get(&format!("{side}_address_prefixes")))
                .expect("an end")
                .to_owned()
        };
        let (from, to) = (side("source"), side("destination"));
        let way = if block.get("direction") == Some("Inbound") { "in" } else { "out" };
        let (near, far) = if way == "in" { (&to, &from) } else { (&from, &to) };
        let own = *near == format!("local.subnets.{ident}");
        let far =
            if own { self.end(far) } else { format!("{} > {}", self.end(&from), self.end(&to)) };
        assert_eq!(block.get("source_port_range"), Some("*"));
        let protocol =
            block.get("protocol").expect("a protocol").to_lowercase().replace('*', "any");
        let port = block.get("destination_port_range").expect("ports");
        let port = match (protocol.as_str(), port) {
            ("any", "*") => "any".to_owned(),
            (protocol, port) => format!("{protocol} {port}"),
        };
        let deny = if block.get("access") == Some("Deny") { "deny " } else { "" };
        Rule {
            site: self.site.clone(),
            owner: self.name(ident).to_owned(),
            way,
            far,
            port: format!("{deny}{port}"),
        }
    }

    /// The other end of a rule, in words.
    fn end(&self, text: &str) -> String {
        let text = text.trim_matches(['[', ']']).trim_matches('"');
        // The bracket of the index has gone with those of a list.
        if let Some(key) = text.strip_prefix("var.peer_cidrs[\"") {
            return format!("range {key}");
        }
        for lead in ["var.user_cidrs[\"", "toset(var.user_cidrs[\""] {
            if let Some(rest) = text.strip_prefix(lead) {
                let ident = rest.trim_end_matches([')', ']', '"']);
                return format!("users {}", self.groups[ident]);
            }
        }
        if let Some(ident) = between(text, "aws_security_group.", ".id") {
            return format!("of {}", self.name(ident));
        }
        if let Some(ident) = text.strip_prefix("local.subnets.") {
            return format!("of {}", self.name(ident));
        }
        if let Some(name) = between(text, "aws_vpc_endpoint.", ".prefix_list_id") {
            return format!("list {name}");
        }
        if let Some(name) = between(text, "data.aws_ec2_managed_prefix_list.", ".id") {
            return format!("list {name}");
        }
        if let Some(ident) = between(text, "azurerm_api_management.", ".public_ip_addresses") {
            return format!("addresses {}", self.name(ident));
        }
        if let Some((_, peer)) = text.strip_suffix("__cidrs").and_then(|t| t.split_once("__from__"))
        {
            return format!("published {}", peer.rsplit("__").next().unwrap_or_default());
        }
        if text == "0.0.0.0/0" { "anywhere".to_owned() } else { text.to_owned() }
    }

    /// The table of flows of a site of one's own.
    fn table(&self, text: &str) -> Vec<Rule> {
        let rows = text.split("\n    }").filter(|row| row.contains("why"));
        rows.map(|row| {
            let value = |key: &str| {
                let mut lines = row.lines();
                let line = lines.find(|line| line.trim_start().split(' ').next() == Some(key));
                let line = line.and_then(|line| line.split_once("= ")).expect("a value");
                line.1.trim_matches('"').to_owned()
            };
            let mut titles = row.lines().filter(|line| line.ends_with("= {"));
            let inward = titles.next_back().expect("a name").contains("__from__");
            let (way, own, near, far) = if inward {
                ("in", "to", "to_networks", "from_networks")
            } else {
                ("out", "from", "from_networks", "to_networks")
            };
            assert_eq!(self.end(&value(near)), format!("range {}", self.site.replace('-', "_")));
            Rule {
                site: self.site.clone(),
                owner: value(own),
                way,
                far: self.end(&value(far)),
                port: format!("{} {}", value("protocol"), value("port")),
            }
        })
        .collect()
    }
}

/// Services by identifier, from the table of tags.
fn services(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut ident = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix("= {") {
            name.trim().trim_matches('"').clone_into(&mut ident);
        } else if let Some((key, value)) = line.split_once('=')
            && key.trim() == "service"
        {
            found.push((ident.clone(), value.trim().trim_matches('"').to_owned()));
        }
    }
    found
}

/// What stands between two parts of a text.
pub fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.strip_prefix(before)?.strip_suffix(after)
}
