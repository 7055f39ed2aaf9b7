//! `[data.NAME]`: classes of data, where they may live and who holds their keys.

use crate::diag::Diagnostics;
use crate::plan::document::{OneOf, Section};
use crate::plan::{DataClass, Encryption, Gazetteer};

use super::names::{Names, spanned};
use super::places::Zone;

const ENCRYPTION: OneOf<Encryption> = OneOf {
    all: &[Encryption::ProviderKeys, Encryption::CustomerKeys],
    name: |encryption| match encryption {
        Encryption::ProviderKeys => "provider-keys",
        Encryption::CustomerKeys => "customer-managed-keys",
    },
};

/// The classes in order of name; a mistake leaves its class with the default.
pub(super) fn read(
    names: &Names<'_>,
    gazetteer: &Gazetteer,
    findings: &mut Diagnostics,
) -> Vec<DataClass> {
    let classes = names.classes.iter().map(|named| {
        let mut class = DataClass {
            name: spanned(named),
            residency: Vec::new(),
            encryption: Encryption::ProviderKeys,
        };
        let what = format!("data class `{}`", named.0);
        if let Some(mut section) = Section::new(&named.1.node, what, findings) {
            class.residency =
                section.one_or_many("residency", &Zone(gazetteer)).unwrap_or_default();
            if let Some(encryption) = section.optional("encryption", &ENCRYPTION) {
                class.encryption = encryption.value;
            }
            section.finish();
        }
        class
    });
    classes.collect()
}
