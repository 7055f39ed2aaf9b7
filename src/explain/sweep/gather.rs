//! Results from one or several files as a whole: what is missing, failed, or there more than once.

use std::collections::{BTreeMap, BTreeSet};

use super::result::{BASE, Ended, Header, ScenarioResult};

/// The results of one file.
#[derive(Debug, Clone)]
pub struct Part {
    /// The name of the file.
    pub file: String,
    /// What they have in common.
    pub header: Header,
    /// The results in the order in which they were written.
    pub results: Vec<ScenarioResult>,
}

/// A scenario that several files have a result of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Its id.
    pub id: String,
    /// The files.
    pub files: Vec<String>,
    /// Whether they all say the same.
    pub agree: bool,
}

/// All results of a sweep.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// What they have in common; its shard is that of the first file.
    pub header: Header,
    /// The results that are there, in the order of the grid.
    pub results: Vec<ScenarioResult>,
    /// Ids without any result.
    pub missing: Vec<String>,
    /// Scenarios with several.
    pub duplicates: Vec<Duplicate>,
}

/// Two files that are not of the same sweep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The first file.
    pub first: String,
    /// The one that is of another sweep.
    pub other: String,
}

impl Gathered {
    /// The plan without changes.
    #[must_use]
    pub fn base(&self) -> Option<&ScenarioResult> {
        self.results.iter().find(|result| result.id == BASE)
    }

    /// Those that could not be asked, or were not solved in the time.
    #[must_use]
    pub fn failed(&self) -> Vec<&ScenarioResult> {
        self.results.iter().filter(|result| !result.is_finished()).collect()
    }

    /// Whether every scenario has one result.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let agree = self.duplicates.iter().all(|duplicate| duplicate.agree);
        self.missing.is_empty() && self.failed().is_empty() && agree
    }
}

/// Puts parts together. Of several results of a scenario in one file the last one counts, of those in several files
/// the first that is finished.
///
/// # Errors
/// If a file is of another sweep than the first.
///
/// # Panics
/// Without any part.
pub fn gather(parts: &[Part], wanted: &[String]) -> Result<Gathered, Mismatch> {
    let first = &parts[0];
    let same = |part: &&Part| part.header.fingerprint == first.header.fingerprint;
    if let Some(other) = parts.iter().find(|part| !same(part)) {
        return Err(Mismatch { first: first.file.clone(), other: other.file.clone() });
    }
    let mut found: BTreeMap<&str, Vec<(&str, &ScenarioResult)>> = BTreeMap::new();
    for part in parts {
        let last: BTreeMap<&str, &ScenarioResult> =
            part.results.iter().map(|result| (result.id.as_str(), result)).collect();
        for (id, result) in last {
            found.entry(id).or_default().push((part.file.as_str(), result));
        }
    }
    let chosen = wanted.iter().filter_map(|id| best(found.get(id.as_str())?).cloned());
    let missing = wanted.iter().filter(|id| !found.contains_key(id.as_str()));
    let several = wanted.iter().filter_map(|id| duplicate(id, found.get(id.as_str())?));
    Ok(Gathered {
        header: first.header.clone(),
        results: chosen.collect(),
        missing: missing.cloned().collect(),
        duplicates: several.collect(),
    })
}

fn best<'r>(found: &[(&str, &'r ScenarioResult)]) -> Option<&'r ScenarioResult> {
    let finished = found.iter().find(|(_, result)| result.is_finished());
    finished.or(found.first()).map(|(_, result)| *result)
}

/// Results of a try that failed do not count beside one that did not.
fn duplicate(id: &str, found: &[(&str, &ScenarioResult)]) -> Option<Duplicate> {
    let finished: Vec<_> = found.iter().filter(|(_, result)| result.is_finished()).collect();
    let (_, first) = finished.first()?;
    let agree = finished.iter().all(|(_, result)| result == first);
    let files: BTreeSet<&str> = finished.iter().map(|(file, _)| *file).collect();
    let files: Vec<String> = files.into_iter().map(str::to_owned).collect();
    (finished.len() > 1).then_some(Duplicate { id: id.to_owned(), files, agree })
}

impl ScenarioResult {
    /// Why it has no answer; `None` if it has one.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        match &self.ended {
            Ended::Failed(why) => Some(why),
            Ended::Solved(_) if self.is_finished() => None,
            Ended::Solved(_) => Some("no placement was found in the time"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Part, gather};
    use crate::explain::sweep::{Ended, Header, ScenarioResult, Shard};
    use crate::milp::Status;
    use crate::plan::{Axes, Axis};
    use crate::units::Usd;

    fn result(id: &str, status: Status, usd: u32) -> ScenarioResult {
        ScenarioResult {
            id: id.to_owned(),
            ended: Ended::Solved(status),
            monthly: Some(Usd::new(usd.into())),
            gap: None,
            providers: BTreeMap::new(),
            services: BTreeMap::new(),
        }
    }

    fn part(file: &str, results: Vec<ScenarioResult>) -> Part {
        let points = ["x", "y"].map(str::to_owned).to_vec();
        let axes = Axes(vec![Axis { name: "a".to_owned(), points }]);
        let shard = Shard { part: 1, of: 1 };
        let (plan, fingerprint) = ("p".to_owned(), "f".to_owned());
        Part { file: file.to_owned(), header: Header { plan, fingerprint, shard, axes }, results }
    }

    #[test]
    fn what_is_missing_failed_or_there_twice_is_found() {
        let solved = |id: &str, usd| result(id, Status::Optimal, usd);
        let one = part("one", vec![result("a=x", Status::Unknown, 0), solved("base", 1)]);
        let ids = one.header.ids();
        assert_eq!(ids, ["base", "a=x", "a=y"]);
        let all = gather(std::slice::from_ref(&one), &ids).unwrap();
        assert_eq!((all.missing, all.duplicates.len()), (vec!["a=y".to_owned()], 0));
        let two = part("two", vec![solved("a=y", 3), solved("a=x", 2), solved("base", 1)]);
        let all = gather(&[one.clone(), two.clone()], &ids).unwrap();
        let costs: Vec<_> = all.results.iter().map(|one| one.monthly.unwrap()).collect();
        assert_eq!(costs, [1, 2, 3].map(|usd: u32| Usd::new(usd.into())));
        assert!(all.is_complete() && all.duplicates[0].agree && all.duplicates[0].id == "base");
        let three = part("three", vec![solved("base", 9)]);
        let all = gather(&[two, three], &ids).unwrap();
        assert!(!all.is_complete() && !all.duplicates[0].agree);
        let mut other = one.clone();
        other.header.fingerprint = "g".to_owned();
        assert_eq!(gather(&[one, other], &ids).unwrap_err().other, "one");
    }

    #[test]
    fn every_scenario_is_in_one_shard() {
        for of in 1..=5 {
            let shards = (1..=of).map(|part| Shard::parse(&format!("{part}/{of}")).unwrap());
            let shards: Vec<Shard> = shards.collect();
            for index in 0..20 {
                assert_eq!(shards.iter().filter(|shard| shard.has(index)).count(), 1);
            }
        }
        for wrong in ["0/3", "4/3", "1", "1/0", "a/b", "1/2/3"] {
            assert!(Shard::parse(wrong).is_none(), "{wrong}");
        }
    }
}
