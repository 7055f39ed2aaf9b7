//! Reading and writing files. The only module that touches the file system.

mod existing;
mod journal;
mod read;
mod write_file;
mod write_folder;

pub(super) use journal::{Journal, whole_lines};
pub(super) use read::{catalog_texts, exists, is_same_file, text};
pub(super) use write_file::write_file;
pub(super) use write_folder::write_folder;
