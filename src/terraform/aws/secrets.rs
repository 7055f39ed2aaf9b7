//! Keys and secrets of applications: keys that are rotated every year, and secrets without values, which
//! their owners put in.
//!
//! Keys of data classes are written by `keys`.

use crate::terms::Provider;
use crate::terraform::hcl::{Block, Expr, call, code, list, template};
use crate::terraform::layout::{Unit, own_tags};
use crate::terraform::module::{Module, Variable};
use crate::terraform::name::tag;

use super::parts;
use super::site::{Region, policy};

/// Writes keys and secrets.
pub fn write(region: Region<'_, '_>, unit: &Unit<'_>, module: &mut Module) {
    let terms = unit.service.demand.terms();
    let (keys, secrets) = (terms.count("keys").max(1), terms.count("secrets"));
    let mut blocks = key(region, unit, keys);
    let copies = copy(region, unit);
    // Copies of secrets are made from the site that serves.
    let written = secrets > 0 && !(unit.is_recovery() && copies.is_some());
    if written {
        blocks.push(names(unit, secrets));
        blocks.push(secret(region, unit, copies.filter(|_| !unit.is_recovery())));
        ask_names(region, unit, secrets, module);
    }
    module.service(unit).extend(blocks);
    let all = code(format!("aws_kms_key.{}[*].arn", unit.name));
    module.output(format!("{}__keys", unit.name), "Keys of applications.", all);
    if copies.is_some() {
        let first = code(format!("aws_kms_key.{}[0].arn", unit.name));
        module.export(format!("{}__key_arn", unit.name), "Key of secrets.", first);
    }
    if let Some((site, _)) = copies.filter(|_| written) {
        let about = "The key of copies of secrets.";
        let variable = Variable::new(format!("{}__copy_key_arn", unit.name), "string", about);
        module.input(variable, code(format!("module.{site}.{}__key_arn", unit.name)));
    }
}

/// Module and region of the other site of AWS that has the same secrets.
fn copy<'l>(region: Region<'l, '_>, unit: &Unit<'_>) -> Option<(&'l str, &'l str)> {
    let (view, _) = region.layout.partner(unit)?;
    let aws = view.site.provider == Provider::Aws;
    aws.then_some((view.name.as_str(), view.site.region.as_str()))
}

fn key(region: Region<'_, '_>, unit: &Unit<'_>, count: u64) -> Vec<Block> {
    let alias = template([
        Expr::from(format!("alias/{}-", region.layout.label(unit, 200))),
        code("count.index + 1"),
    ]);
    vec![
        Block::resource("aws_kms_key", &unit.name)
            .set("count", count)
            .gap()
            .set("description", tag(&unit.service.name.value))
            .set("enable_key_rotation", true)
            .set("deletion_window_in_days", 30_u32)
            .set("policy", policy(vec![parts::account_decides()]))
            .set("tags", own_tags(unit)),
        Block::resource("aws_kms_alias", &unit.name)
            .set("count", count)
            .gap()
            .set("name", alias)
            .set("target_key_id", code(format!("aws_kms_key.{}[count.index].key_id", unit.name))),
    ]
}

/// Names that are given, and numbers for the rest.
fn names(unit: &Unit<'_>, count: u64) -> Block {
    let given = format!("var.{}__names", unit.name);
    let rest = format!(
        "[for number in range(length({given}) + 1, {}) : format(\"secret-%03d\", number)]",
        count + 1
    );
    let all = call("concat", [code(given), code(rest)]);
    Block::new("locals").set(format!("{}__names", unit.name), all)
}

fn secret(region: Region<'_, '_>, unit: &Unit<'_>, copies: Option<(&str, &str)>) -> Block {
    let name =
        template([Expr::from(format!("{}/", region.layout.label(unit, 60))), code("each.value")]);
    Block::resource("aws_secretsmanager_secret", &unit.name)
        .comment(
            "Values are put in by their owners, never by Terraform, whose state would show them.",
        )
        .comment("checkov:skip=CKV2_AWS_57:only the owner of a secret can say how it is changed")
        .set("for_each", code(format!("toset(local.{}__names)", unit.name)))
        .gap()
        .set("name", name)
        .set("kms_key_id", code(format!("aws_kms_key.{}[0].arn", unit.name)))
        .set("recovery_window_in_days", 30_u32)
        .set("tags", own_tags(unit))
        .blocks(copies.map(|(_, at)| {
            Block::new("replica")
                .set("region", at)
                .set("kms_key_id", code(format!("var.{}__copy_key_arn", unit.name)))
        }))
}

fn ask_names(region: Region<'_, '_>, unit: &Unit<'_>, count: u64, module: &mut Module) {
    let name = format!("{}__names", unit.name);
    let about = format!(
        "Names of secrets of {}; others of the {count} of the plan are numbered.",
        tag(&unit.service.name.value)
    );
    let none: [&str; 0] = [];
    module.ask(
        format!("{}__{name}", region.view.name),
        Variable::new(name, "list(string)", about).default(list(none)),
    );
}
