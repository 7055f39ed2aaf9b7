//! One hash of all that a result depends on, so that results of two plans never mix.

use std::collections::BTreeSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::catalog::bundled_archive;
use crate::diag::Sources;
use crate::milp::Options;

/// The hash as hexadecimal digits. Names of files do not count: the same texts may lie elsewhere on another machine.
/// Neither does the time limit, which does not change what is true.
pub(super) fn fingerprint(sources: &[&Sources], options: Options) -> String {
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    add(env!("CARGO_PKG_VERSION").as_bytes());
    add(bundled_archive());
    add(options.gap.normalize().to_string().as_bytes());
    add(options.solver.name().as_bytes());
    let texts = sources.iter().flat_map(|all| all.iter()).map(|source| source.text.as_str());
    for text in texts.collect::<BTreeSet<&str>>() {
        add(text.as_bytes());
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
