//! Classes of objects: when objects move to cheaper storage, as the plan says.

use crate::terms::Form;
use crate::terraform::hcl::{Block, code, list};
use crate::terraform::layout::Unit;

/// The policy of a store that keeps some of its objects in cheaper classes.
pub fn policy(unit: &Unit<'_>) -> Option<Block> {
    let terms = unit.service.demand.terms();
    let kept = |term: &str| !terms.number(term).is_zero();
    let cool = kept("cool_gib").then(|| terms.count("cool_after_days"));
    let archive = kept("archive_gib").then(|| terms.count("archive_after_days"));
    if cool.is_none() && archive.is_none() {
        return None;
    }
    // There is no archive in storage over zones: the cold tier is the cheapest there.
    let zonal = unit.deployment.form == Form::ZoneRedundant;
    let last = if zonal { "cold" } else { "archive" };
    let base = Block::new("base_blob")
        .maybe("tier_to_cool_after_days_since_modification_greater_than", cool)
        .when(archive.is_some() && zonal, |block| {
            block.comment("Storage over zones has no archive tier; the cold one is its cheapest.")
        })
        .maybe(&format!("tier_to_{last}_after_days_since_modification_greater_than"), archive);
    let rule = Block::new("rule")
        .set("name", "classes")
        .set("enabled", true)
        .block(Block::new("filters").set("blob_types", list(["blockBlob"])))
        .block(Block::new("actions").block(base));
    let policy = Block::resource("azurerm_storage_management_policy", &unit.name)
        .set("storage_account_id", code(format!("azurerm_storage_account.{}.id", unit.name)))
        .block(rule);
    Some(policy)
}
