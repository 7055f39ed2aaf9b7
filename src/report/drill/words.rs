//! The words for what a loss comes to.

use crate::catalog::Support;
use crate::diag;
use crate::explain::{Back, Breach, Course, Fate, Verdict};
use crate::report::number::duration;
use crate::units::Seconds;

use super::answer::DrillAnswer;

/// The spelling of a verdict.
pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Kept => "kept",
        Verdict::Beyond => "beyond",
        Verdict::Broken => "broken",
    }
}

/// The spelling of the verdict on one service.
pub(super) fn verdict_on(fate: &Fate) -> &'static str {
    verdict(match (fate.breaches.is_empty(), fate.comes_back(), &fate.course) {
        (false, ..) => Verdict::Broken,
        (_, false, _) | (_, _, Course::Short) => Verdict::Beyond,
        _ => Verdict::Kept,
    })
}

/// The spelling of a course for programs.
pub(super) const fn course(course: &Course) -> &'static str {
    match course {
        Course::Untouched => "untouched",
        Course::Unprotected => "unprotected",
        Course::GoesOn => "goes-on",
        Course::Short => "short",
        Course::FailsOver(_) => "fails-over",
        Course::Lost => "lost",
    }
}

/// What happens to a service, in words.
pub(super) fn happens(answer: &DrillAnswer<'_>, fate: &Fate) -> String {
    let strategy = answer.placement.of(fate.service).strategy;
    let alone = match &fate.course {
        Course::Untouched => String::new(),
        Course::Unprotected => "serves on without its recovery site".to_owned(),
        Course::GoesOn if fate.lost == fate.serving => "goes on in its other zones".to_owned(),
        Course::GoesOn => "goes on at its other sites".to_owned(),
        Course::Short => {
            format!("goes on with {} of {} replicas", fate.capacity.left, fate.capacity.degraded)
        }
        Course::FailsOver(site) => format!("fails over to {} ({strategy})", answer.site(*site)),
        Course::Lost => "is lost".to_owned(),
    };
    let waits = fate.gate.filter(|_| fate.course != Course::Lost).map(|gate| {
        let gate = answer.service(gate);
        if fate.comes_back() { format!("waits for {gate}") } else { format!("lacks {gate}") }
    });
    let parts: Vec<String> =
        [Some(alone).filter(|text| !text.is_empty()), waits].into_iter().flatten().collect();
    parts.join(", ")
}

/// What serves then, of what the busiest hours need; "-" where nothing has changed.
pub(super) fn left(fate: &Fate) -> String {
    match fate.course {
        Course::Untouched | Course::Unprotected => "-".to_owned(),
        _ => format!("{}/{}", fate.capacity.left, fate.capacity.full),
    }
}

/// When something is back; a question mark if that rests on an assumption.
pub(super) fn back(back: Back, fate: &Fate) -> String {
    let assumed = fate.rto.iter().flatten().any(|(_, fact)| fact.support == Support::Assumption);
    match back {
        Back::After(Seconds(0)) if fate.rto.is_none() => "-".to_owned(),
        Back::After(time) => format!("{}{}", duration(time), if assumed { "?" } else { "" }),
        Back::Unknown => "unknown".to_owned(),
        Back::Never => "not back".to_owned(),
    }
}

/// A promise that does not hold, as a sentence without its end.
pub(in crate::report) fn breach(answer: &DrillAnswer<'_>, fate: &Fate, breach: Breach) -> String {
    let name = answer.service(fate.service);
    let asked = |limit: Option<Seconds>| limit.map_or_else(String::new, duration);
    match breach {
        Breach::Lost => format!("{name} should survive this, and nothing of it is left"),
        Breach::Capacity => format!(
            "{name} has {} left where {} must serve",
            diag::count(fate.capacity.left as usize, "replica"),
            fate.capacity.degraded
        ),
        Breach::Late => format!(
            "{name} is back after {} where {} is asked",
            back(fate.back, fate),
            asked(fate.rto_target)
        ),
        Breach::DataLost => {
            let lag = fate
                .rpo
                .as_ref()
                .map_or_else(|| "an unknown time".to_owned(), |fact| duration(fact.seconds));
            format!("{name} loses {lag} of data where {} is asked", asked(fate.rpo_target))
        }
        Breach::Dependency(on) => {
            format!(
                "{name} should survive this, but requires {}, which is gone",
                answer.service(on)
            )
        }
        Breach::Room(site) => {
            format!("{name} has to come back at {}, which has too little room", answer.site(site))
        }
    }
}
