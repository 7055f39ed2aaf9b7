//! `[data.NAME]`: classes of data, where they may live, who holds their keys and how they are guarded.

use crate::diag::{Diagnostic, Diagnostics, Spanned};
use crate::plan::document::{DAYS, Flag, OneOf, Section, Text};
use crate::plan::{DataClass, DataRules, Encryption, Gazetteer, MinTls};

use super::names::{Names, spanned};
use super::places::Zone;

const ENCRYPTION: OneOf<Encryption> = OneOf {
    all: &[Encryption::ProviderKeys, Encryption::CustomerKeys],
    name: |encryption| match encryption {
        Encryption::ProviderKeys => "provider-keys",
        Encryption::CustomerKeys => "customer-managed-keys",
    },
};

const MIN_TLS: OneOf<MinTls> =
    OneOf { all: &[MinTls::Tls12, MinTls::Tls13], name: |tls| tls.name() };

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
            rules: DataRules::default(),
            frameworks: Vec::new(),
            require_evidence: false,
        };
        let what = format!("data class `{}`", named.0);
        if let Some(mut section) = Section::new(&named.1.node, what, findings) {
            class.residency =
                section.one_or_many("residency", &Zone(gazetteer)).unwrap_or_default();
            if let Some(encryption) = section.optional("encryption", &ENCRYPTION) {
                class.encryption = encryption.value;
            }
            class.rules = rules(&mut section);
            class.frameworks = section.list("frameworks", &Text("\"PCI DSS\"")).unwrap_or_default();
            class.require_evidence = evidence(&mut section, &class.frameworks);
            section.finish();
        }
        class
    });
    classes.collect()
}

/// Whether evidence is required, which is for nothing without frameworks.
fn evidence(section: &mut Section<'_, '_>, frameworks: &[Spanned<String>]) -> bool {
    let Some(flag) = section.optional("require_evidence", &Flag) else { return false };
    if flag.value && frameworks.is_empty() {
        let message = "`require_evidence` has no frameworks to require it for";
        let hint = "name them, as in frameworks = [\"PCI DSS\"]";
        section.findings().push(Diagnostic::error(message, flag.span).hint(hint));
    }
    flag.value
}

fn rules(section: &mut Section<'_, '_>) -> DataRules {
    let usual = DataRules::default();
    DataRules {
        rotation_days: section.optional("rotation", &DAYS).map_or(usual.rotation_days, |r| r.value),
        min_tls: section.optional("min_tls", &MIN_TLS).map_or(usual.min_tls, |tls| tls.value),
        access_logs: section.optional("access_logs", &Flag).map_or(usual.access_logs, |l| l.value),
        retention_days: section.optional("retention", &DAYS).map(|days| days.value),
    }
}
