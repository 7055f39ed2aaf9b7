//! Packs the `catalogs` folder into one archive that the library includes.
//!
//! Layout: per file, sorted by name: length of the name (u32), the name, length of the packed bytes
//! (u32), the bytes as an LZ4 block with its size in front. Little endian.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root =
        PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("catalogs");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, "", &mut files)?;
    files.sort();
    let mut archive = Vec::new();
    for (name, path) in &files {
        let text = fs::read_to_string(path)?;
        push_chunk(&mut archive, name.as_bytes())?;
        push_chunk(&mut archive, &lz4_flex::compress_prepend_size(text.as_bytes()))?;
    }
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("catalogs.bin"), archive)
}

fn push_chunk(archive: &mut Vec<u8>, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    archive.extend_from_slice(&length.to_le_bytes());
    archive.extend_from_slice(bytes);
    Ok(())
}

/// Catalog files below a folder, named by their path with `/`; other files are not part of the bundle.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let file = entry.file_name();
        let name = format!("{prefix}{}", file.to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else if path.extension().is_some_and(|e| e == "csv" || e == "toml") {
            files.push((name, path));
        }
    }
    Ok(())
}
