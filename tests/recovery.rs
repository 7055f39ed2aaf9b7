//! Estimates of recovery: that the plan's own times count, and where.

mod support;

use mcplan::catalog::Support;
use mcplan::placement::{RecoveryLine, Verified};
use mcplan::plan::ServiceId;
use mcplan::terms::RecoveryTerm;
use mcplan::units::Seconds;
use support::Case;

/// A database that must survive the loss of a region by a given strategy.
fn database(strategy: &str, more: &str) -> Case {
    let text = format!(
        "[plan]\nname = \"one\"\ncatalogs = [\"aws\"]\n\
         [sites]\nallow = [\"aws:eu-west-1\", \"aws:eu-central-1\"]\n\
         [services.db]\nkind = \"postgres\"\ncpu = 2\nmemory = \"8 GiB\"\nstorage = \"100 GiB\"\n\
         survives = \"{strategy}\"\n{more}"
    );
    Case::new(&text, None)
}

fn placed(case: &Case) -> Verified {
    case.solve("0.01").verified.expect("a placement")
}

fn line(verified: &Verified) -> &RecoveryLine {
    verified.recovery().iter().find(|line| line.service == ServiceId(0)).expect("a line")
}

/// The seconds, support and place of a term of the recovery time.
fn term(line: &RecoveryLine, term: RecoveryTerm) -> (u64, Support, &str) {
    let terms = line.rto.as_ref().expect("all figures");
    let (_, fact) = terms.iter().find(|(found, _)| *found == term).expect("the term");
    (fact.seconds.0, fact.support, fact.row.as_str())
}

#[test]
fn what_the_service_states_wins_over_what_the_plan_states_for_all() {
    let standby = "region\"\nstrategy = \"warm-standby";
    let usual = placed(&database(standby, ""));
    let more = "[services.db.recovery]\ndetect = \"7m\"\nlag = \"3s\"\n\
                [recovery]\ndetect = \"9m\"\ndecide = \"20m\"\nrestore = \"5h\"\n";
    let stated = placed(&database(standby, more));
    let (usual, stated) = (line(&usual), line(&stated));

    let own = (420, Support::Stated, "[services.db.recovery]");
    assert_eq!(term(stated, RecoveryTerm::Detect), own);
    assert_eq!(term(stated, RecoveryTerm::Decide), (1_200, Support::Stated, "[recovery]"));
    for kept in [RecoveryTerm::Provision, RecoveryTerm::Shift] {
        assert_eq!(term(stated, kept), term(usual, kept));
    }
    // A warm standby reads nothing back, however long that would take.
    assert!(stated.rto.iter().flatten().all(|(term, _)| *term != RecoveryTerm::Restore));
    assert_eq!(stated.rpo.as_ref().map(|fact| fact.seconds), Some(Seconds(3)));
}

#[test]
fn a_stated_restore_is_the_whole_of_it() {
    let stated = placed(&database(
        "region\"\nstrategy = \"backup-restore",
        "[services.db.recovery]\nrestore = \"2h\"\n",
    ));
    let (seconds, support, _) = term(line(&stated), RecoveryTerm::Restore);
    assert_eq!((seconds, support), (7_200, Support::Stated));
}

#[test]
fn a_failover_between_zones_is_the_providers_own() {
    let usual = placed(&database("zone", ""));
    let stated = placed(&database("zone", "[recovery]\ndetect = \"9m\"\nlag = \"9m\"\n"));
    assert_eq!(line(&usual), line(&stated));
}

#[test]
fn stated_times_decide_which_strategies_meet_a_target() {
    let asked = "region\"\nrto = \"30m";
    assert!(database(asked, "").solve("0.01").verified.is_some());
    let slow = database(asked, "[services.db.recovery]\ndecide = \"31m\"\n");
    assert!(slow.solve("0.01").verified.is_none());
}
