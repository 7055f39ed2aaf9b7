//! The catalogs inside the binary: an index of files, each compressed on its own.
//!
//! The archive is written by `build.rs` from the `catalogs` folder, sorted by name. A file is
//! decompressed when somebody asks for it; nothing here understands what is in it.

use std::sync::OnceLock;

static ARCHIVE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogs.bin"));

/// All that is bundled, as it was packed: to tell whether two programs have the same catalogs.
#[must_use]
pub fn bundled_archive() -> &'static [u8] {
    ARCHIVE
}

/// A file of the archive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Its path below `catalogs`, with `/` on every system.
    pub name: &'static str,
    packed: &'static [u8],
}

impl Entry {
    /// The text of the file.
    pub(super) fn text(&self) -> String {
        let bytes = lz4_flex::decompress_size_prepended(self.packed)
            .expect("the archive was packed by the build script");
        String::from_utf8(bytes).expect("the build script packs only UTF-8 files")
    }
}

/// All files, sorted by name.
pub(super) fn entries() -> &'static [Entry] {
    static INDEX: OnceLock<Vec<Entry>> = OnceLock::new();
    INDEX.get_or_init(read_index)
}

/// The file with this name.
pub(super) fn find(name: &str) -> Option<&'static Entry> {
    let all = entries();
    all.binary_search_by(|entry| entry.name.cmp(name)).ok().map(|i| &all[i])
}

/// Archive layout: per file the length of the name (u32), the name, the length of the packed bytes
/// (u32), the packed bytes; little endian, until the end.
fn read_index() -> Vec<Entry> {
    let mut rest = ARCHIVE;
    let mut all = Vec::new();
    while !rest.is_empty() {
        let name = std::str::from_utf8(take_chunk(&mut rest));
        let name = name.expect("the build script writes names as UTF-8");
        all.push(Entry { name, packed: take_chunk(&mut rest) });
    }
    all
}

fn take_chunk(rest: &mut &'static [u8]) -> &'static [u8] {
    let (length, after) = rest.split_first_chunk::<4>().expect("the build script writes lengths");
    let (chunk, after) = after.split_at(u32::from_le_bytes(*length) as usize);
    *rest = after;
    chunk
}
