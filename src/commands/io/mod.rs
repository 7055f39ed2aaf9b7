//! Reading and writing files. The only module that touches the file system.

mod existing;
mod read;
mod write_file;
mod write_folder;

pub(super) use read::{catalog_texts, exists, is_same_file, text};
pub(super) use write_file::write_file;
pub(super) use write_folder::write_folder;
