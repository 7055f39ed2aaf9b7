//! Attestations: what auditors and authorities confirm of a provider, and how frameworks are named.

/// What is confirmed of a provider, for one of its regions or for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// What it is called, with its level.
    pub document: String,
    /// Where that is published.
    pub source: String,
    /// When it was published or read, as precise as it is known.
    pub date: String,
    /// Catalog file and line.
    pub row: String,
}

/// The name of a framework as catalogs spell it: "PCI DSS" is `pci-dss`.
#[must_use]
pub fn framework(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::framework;

    #[test]
    fn spellings_of_a_framework_are_one() {
        for name in ["PCI DSS", "pci-dss", "PCI-DSS ", "Pci/Dss"] {
            assert_eq!(framework(name), "pci-dss", "{name}");
        }
        assert_eq!(framework("ISO 27001"), "iso-27001");
    }
}
