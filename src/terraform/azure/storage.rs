//! What every storage account has, whatever it keeps: nobody gets in without signing in, and the customer's
//! key where the plan asks for it. What an account keeps, and who reaches it, is its service's.

use crate::terms::Form;
use crate::terraform::hcl::{Block, Expr};
use crate::terraform::layout::{Unit, own_tags};

use super::keys;

/// Copies in one data centre, or over the zones of the region, as the plan's bill counts on.
#[must_use]
pub fn redundancy(unit: &Unit<'_>) -> &'static str {
    match unit.deployment.form {
        Form::Single => "LRS",
        Form::ZoneRedundant => "ZRS",
    }
}

/// Lets in those who sign in with a role, and nobody by a shared key, a local user or a public link.
#[must_use]
pub fn signed_in_only(block: Block, unit: &Unit<'_>) -> Block {
    block
        .set("allow_nested_items_to_be_public", false)
        .set("shared_access_key_enabled", false)
        .set("default_to_oauth_authentication", true)
        .set("local_user_enabled", false)
        .set("cross_tenant_replication_enabled", false)
        .set("tags", own_tags(unit))
}

/// Encrypts an account with the key of [`keys::of`], where there is one.
#[must_use]
pub fn with_key(block: Block, key: Option<(Expr, Expr)>) -> Block {
    keys::managed(block, key, |managed, identity| {
        managed.set("user_assigned_identity_id", identity)
    })
}
