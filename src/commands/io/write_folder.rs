//! Writes a folder of files whole or not at all, and never loses what it did not write.
//!
//! The new folder is built beside the old one and swapped in by renaming. What the user keeps in the old
//! folder is carried over by hard links (copies where the file system has none), so the old folder stays
//! complete until the swap and is put back if that fails.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Result as IoResult, Write};
use std::path::{Component, Path, PathBuf};

use crate::commands::error::CommandError;

use super::existing::{Existing, MARKER, Marker};
use super::write_file::parent;

/// Writes `files` (by path relative to `folder`, with `/`) and a marker that lists them.
///
/// An earlier folder written by mcplan is replaced whole, but for Terraform's state and values of
/// variables, which stay. Other files that mcplan did not write are a reason to refuse, unless `force` is
/// given; then they stay too. Files in the way of new ones are always a reason to refuse.
///
/// Returns the names of new files that were not written because the earlier one stays.
pub(in crate::commands) fn write_folder(
    folder: &Path,
    files: &BTreeMap<String, String>,
    force: bool,
) -> Result<Vec<String>, CommandError> {
    let failed = |source| CommandError::Write { path: folder.to_owned(), source };
    let Existing { state, foreign } = examine(folder, files, force)?;
    let beside = parent(folder);
    fs::create_dir_all(&beside).map_err(failed)?;
    let work = tempfile::Builder::new().prefix(".mcplan-").tempdir_in(&beside).map_err(failed)?;
    let fresh = work.path().join("new");
    build(&fresh, files).map_err(failed)?;
    for file in state.iter().chain(&foreign) {
        if files.contains_key(file) {
            fs::remove_file(fresh.join(file)).map_err(failed)?;
        }
        carry_over(&folder.join(file), &fresh.join(file)).map_err(failed)?;
    }
    if let Ok(found) = fs::metadata(folder) {
        // A folder that was private because of the state in it stays private.
        fs::set_permissions(&fresh, found.permissions()).map_err(failed)?;
    }
    swap(folder, &fresh, work)?;
    Ok(state.into_iter().filter(|file| files.contains_key(file)).collect())
}

/// What must be carried over from an earlier folder; an error if it must not be replaced.
fn examine(
    folder: &Path,
    files: &BTreeMap<String, String>,
    force: bool,
) -> Result<Existing, CommandError> {
    let path = folder.to_owned();
    let refuse = |why| CommandError::NotReplaceable { path: folder.to_owned(), why };
    if folder.file_name().is_none() {
        return Err(refuse("give the folder a name of its own"));
    }
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Existing::default()),
        Err(source) => return Err(CommandError::Write { path, source }),
        Ok(found) if found.is_symlink() => {
            return Err(refuse("it is a link; name the folder itself"));
        }
        Ok(found) if !found.is_dir() => return Err(refuse("it is not a folder")),
        Ok(_) => {}
    }
    let existing = match Existing::of(folder) {
        Ok(existing) => existing,
        Err(source) => return Err(CommandError::Write { path, source }),
    };
    let in_the_way = existing.in_the_way(files);
    if !in_the_way.is_empty() {
        return Err(CommandError::InTheWay { path, files: in_the_way });
    }
    if !existing.foreign.is_empty() && !force {
        return Err(CommandError::Foreign { path, files: existing.foreign });
    }
    Ok(existing)
}

/// Writes the new folder.
fn build(fresh: &Path, files: &BTreeMap<String, String>) -> IoResult<()> {
    fs::create_dir(fresh)?;
    let marker = Marker::of(files.keys()).text();
    let all = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    for (name, text) in all.chain([(MARKER, marker.as_str())]) {
        assert!(is_inside(name), "files are written inside the folder, not to {name}");
        let path = fresh.join(name);
        fs::create_dir_all(parent(&path))?;
        let mut file = fs::File::create_new(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    Ok(())
}

/// Whether a relative path stays below the folder it is relative to.
fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Puts a file, link or folder at a second place, without following links.
fn carry_over(from: &Path, to: &Path) -> IoResult<()> {
    let found = fs::symlink_metadata(from)?;
    fs::create_dir_all(parent(to))?;
    if found.is_dir() {
        fs::create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let name = entry?.file_name();
            carry_over(&from.join(&name), &to.join(&name))?;
        }
        return fs::set_permissions(to, found.permissions());
    }
    if found.is_symlink() {
        return copy_link(from, to);
    }
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(|_| ()))
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> IoResult<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, _to: &Path) -> IoResult<()> {
    let message = format!("{} is a link and cannot be kept", from.display());
    Err(std::io::Error::new(ErrorKind::Unsupported, message))
}

/// Renames the old folder away and the new one into its place; puts the old one back if that fails.
fn swap(folder: &Path, fresh: &Path, work: tempfile::TempDir) -> Result<(), CommandError> {
    let failed = |source| CommandError::Write { path: folder.to_owned(), source };
    let old: PathBuf = work.path().join("old");
    let replaces = match fs::rename(folder, &old) {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(source) => return Err(failed(source)),
    };
    let Err(source) = fs::rename(fresh, folder) else { return Ok(()) };
    if replaces && fs::rename(&old, folder).is_err() {
        // The old folder must survive the clean-up of the temporary one that holds it now.
        let kept = work.keep().join("old");
        return Err(CommandError::Stranded { path: folder.to_owned(), kept, source });
    }
    Err(failed(source))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use super::write_folder;
    use crate::commands::error::CommandError;

    fn files(names: &[&str]) -> BTreeMap<String, String> {
        names.iter().map(|name| ((*name).to_owned(), format!("text of {name}\n"))).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn an_earlier_folder_is_replaced_whole_but_state_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("deep/tf");
        write_folder(&folder, &files(&["main.tf", "site/a.tf"]), false).unwrap();
        fs::write(folder.join("terraform.tfstate"), "state").unwrap();
        write_folder(&folder, &files(&["main.tf", "b.tf"]), false).unwrap();
        assert_eq!(names(&folder), [".mcplan.json", "b.tf", "main.tf", "terraform.tfstate"]);
        assert_eq!(fs::read_to_string(folder.join("terraform.tfstate")).unwrap(), "state");
        assert_eq!(names(&root.path().join("deep")), ["tf"]);
    }

    #[test]
    fn foreign_files_stop_it_and_stay_with_force() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("tf");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("notes.md"), "mine").unwrap();
        let refused = write_folder(&folder, &files(&["main.tf"]), false).unwrap_err();
        assert!(matches!(refused, CommandError::Foreign { .. }), "{refused}");
        assert_eq!(names(&folder), ["notes.md"]);
        write_folder(&folder, &files(&["main.tf"]), true).unwrap();
        assert_eq!(names(&folder), [".mcplan.json", "main.tf", "notes.md"]);
    }

    #[test]
    fn a_foreign_file_in_the_way_is_never_replaced() {
        for (foreign, new) in [("main.tf", "main.tf"), ("site", "site/a.tf"), ("x/y.tf", "x")] {
            let root = tempfile::tempdir().unwrap();
            let folder = root.path().join("tf");
            fs::create_dir_all(folder.join(foreign).parent().unwrap()).unwrap();
            fs::write(folder.join(foreign), "mine").unwrap();
            let refused = write_folder(&folder, &files(&[new]), true).unwrap_err();
            assert!(matches!(refused, CommandError::InTheWay { .. }));
            assert_eq!(fs::read_to_string(folder.join(foreign)).unwrap(), "mine");
        }
    }

    #[test]
    fn values_that_were_filled_in_stay() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("tf");
        let all = files(&["main.tf", "terraform.tfvars"]);
        assert!(write_folder(&folder, &all, false).unwrap().is_empty());
        fs::write(folder.join("terraform.tfvars"), "mine").unwrap();
        assert_eq!(write_folder(&folder, &all, false).unwrap(), ["terraform.tfvars"]);
        assert_eq!(fs::read_to_string(folder.join("terraform.tfvars")).unwrap(), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let (folder, outside) = (root.path().join("tf"), root.path().join("outside"));
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("a.tf"), "theirs").unwrap();
        write_folder(&folder, &files(&["site/a.tf"]), false).unwrap();
        fs::remove_dir_all(folder.join("site")).unwrap();
        std::os::unix::fs::symlink(&outside, folder.join("site")).unwrap();
        assert!(write_folder(&folder, &files(&["site/a.tf"]), true).is_err());
        assert_eq!(fs::read_to_string(outside.join("a.tf")).unwrap(), "theirs");
        std::os::unix::fs::symlink(&folder, root.path().join("link")).unwrap();
        assert!(write_folder(&root.path().join("link"), &files(&["a.tf"]), true).is_err());
    }

    #[test]
    fn the_old_folder_comes_back_if_the_swap_fails() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("tf");
        write_folder(&folder, &files(&["main.tf"]), false).unwrap();
        let work = tempfile::tempdir_in(root.path()).unwrap();
        let missing = work.path().join("new");
        let failed = super::swap(&folder, &missing, work).unwrap_err();
        assert!(matches!(failed, CommandError::Write { .. }), "{failed}");
        assert_eq!(names(&folder), [".mcplan.json", "main.tf"]);
        assert_eq!(names(root.path()), ["tf"]);
    }

    #[test]
    fn a_file_in_place_of_the_folder_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("tf");
        fs::write(&folder, "mine").unwrap();
        assert!(write_folder(&folder, &files(&["a.tf"]), true).is_err());
        assert_eq!(fs::read_to_string(&folder).unwrap(), "mine");
    }
}
