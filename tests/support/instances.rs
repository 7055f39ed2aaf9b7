//! The fixed set of estates that benchmarks and tests of work solve, by name.

use mcplan::estate::{Profile, Wish, plan};

use super::Case;

/// An instance of `benches/instances.csv`, ready to be solved on the bundled catalogs.
///
/// # Panics
/// If there is none of that name.
pub fn instance(name: &str) -> Case {
    let table = include_str!("../../benches/instances.csv");
    let mut rows = table.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    let row = rows.find(|row| row[0] == name).unwrap_or_else(|| panic!("{name} is not in the set"));
    let profile = Profile::ALL.into_iter().find(|one| one.name() == row[1]).expect("a profile");
    let (services, seed) = (row[2].parse().expect("a number"), row[3].parse().expect("a seed"));
    Case::new(&plan(&Wish { services, seed, profile }), None)
}
