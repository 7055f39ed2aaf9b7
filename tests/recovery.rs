//! Estimates of recovery: that the plan's own times count, and where.

mod support;

use mcplan::catalog::Support;
use mcplan::placement::{Charge, RecoveryLine, Verified};
use mcplan::plan::ServiceId;
use mcplan::terms::{Category, Purchase, RecoveryTerm};
use mcplan::units::{Decimal, Seconds};
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

/// Published ranges of recovery times and points in seconds, with where they are published. Where a source
/// has words ("tens of minutes"), the numbers are those that the words are commonly read as.
type Published = (&'static str, &'static str, &'static str, (u64, u64), (u64, u64));

const PUBLISHED: &[Published] = &[
    // AWS Well-Architected REL13-BP02: hours; 5 minutes where logs are shipped, else a day.
    ("aws", "postgres", "backup-restore", (0, 86_400), (300, 86_400)),
    ("aws", "vm", "backup-restore", (0, 86_400), (0, 86_400)),
    // The same: tens of minutes, of data minutes.
    ("aws", "postgres", "pilot-light", (600, 3_600), (60, 3_600)),
    ("aws", "vm", "pilot-light", (600, 3_600), (0, 3_600)),
    // The same: minutes, of data seconds.
    ("aws", "postgres", "warm-standby", (60, 600), (1, 60)),
    ("aws", "vm", "warm-standby", (60, 600), (0, 60)),
    // Azure Well-Architected, tier 1: active-active or warm standby, minutes.
    ("azure", "vm", "active-active", (60, 3_600), (0, 3_600)),
    ("azure", "vm", "warm-standby", (60, 3_600), (0, 3_600)),
    // Azure SQL Database business continuity: by hand from 30 s, as a failover group up to an hour; 5 s of data.
    ("azure", "sqlserver", "warm-standby", (30, 3_600), (0, 5)),
    // The same, geo-restore: 12 hours, an hour of data.
    ("azure", "sqlserver", "backup-restore", (0, 43_200), (0, 3_600)),
    // Azure Database for PostgreSQL, replica in another region: minutes, up to 5 minutes of data.
    ("azure", "postgres", "warm-standby", (60, 900), (30, 300)),
    // S3 replication time control and geo-redundant storage: 15 minutes of data.
    ("aws", "object-store", "warm-standby", (0, 900), (0, 900)),
    ("azure", "object-store", "warm-standby", (0, 900), (0, 900)),
];

#[test]
fn estimates_are_within_what_is_published() {
    for (provider, kind, strategy, rto, rpo) in PUBLISHED {
        let sites = match *provider {
            "aws" => "\"aws:eu-west-1\", \"aws:eu-central-1\"",
            _ => "\"azure:northeurope\", \"azure:westeurope\"",
        };
        let demand = match *kind {
            "vm" => "cpu = 2\nmemory = \"4 GiB\"\nreplicas = 4",
            "object-store" => "storage = \"100 GiB\"",
            _ => "cpu = 2\nmemory = \"8 GiB\"\nstorage = \"100 GiB\"",
        };
        let text = format!(
            "[plan]\nname = \"one\"\ncatalogs = [\"{provider}\"]\n[sites]\nallow = [{sites}]\n\
             [services.one]\nkind = \"{kind}\"\n{demand}\nsurvives = \"region\"\n\
             strategy = \"{strategy}\"\nassumed_availability = \"99.9%\"\n"
        );
        let verified = placed(&Case::new(&text, None));
        let line = line(&verified);
        let (time, point) = (line.rto_seconds().expect("figures"), line.rpo.as_ref().expect("one"));
        let within = |found: u64, (least, most): (u64, u64)| least <= found && found <= most;
        let case = format!("{provider} {kind} {strategy}: {}, {}", time.0, point.seconds.0);
        assert!(within(time.0, *rto) && within(point.seconds.0, *rpo), "{case}");
    }
}

#[test]
fn kept_capacity_is_paid_for_and_not_waited_for() {
    let machines = |kept: &str| {
        let text = format!(
            "[plan]\nname = \"one\"\ncatalogs = [\"aws\"]\n\
             [sites]\nallow = [\"aws:eu-west-1\", \"aws:eu-central-1\"]\n\
             [services.one]\nkind = \"vm\"\ncpu = 2\nmemory = \"4 GiB\"\nreplicas = 4\n\
             survives = \"region\"\nstrategy = \"pilot-light\"\ndegraded_capacity = \"75%\"\n{kept}"
        );
        Case::new(&text, None)
    };
    let (hoping, kept) = (machines(""), machines("reserve_capacity = true\n"));
    let (hoped, reserved) = (placed(&hoping), placed(&kept));
    let waited = term(line(&hoped), RecoveryTerm::Capacity);
    assert!(waited.0 > 0 && waited.1 == Support::Assumption, "{waited:?}");
    assert_eq!(term(line(&reserved), RecoveryTerm::Capacity).0, 0);

    let of = |verified: &Verified| -> Vec<Charge> {
        let kept = verified.charges().iter().filter(|c| c.category == Category::Reservation);
        kept.cloned().collect()
    };
    assert_eq!(of(&hoped), []);
    let charges = of(&reserved);
    let [charge] = charges.as_slice() else { panic!("{charges:?}") };
    // Three of four machines, all hours of the month, at the price on demand.
    assert_eq!(charge.quantity.amount, Decimal::from(3 * 730));
    assert_eq!(charge.purchase, Some(Purchase::OnDemand));
    let files = mcplan::terraform::render(&kept.topology, &kept.catalog, &reserved);
    let written: Vec<&String> =
        files.values().filter(|text| text.contains("aws_ec2_capacity_reservation")).collect();
    let [text] = written.as_slice() else { panic!("{written:?}") };
    assert!(text.contains("instance_count") && text.contains("= 3\n"), "{text}");
    assert!(text.contains(&format!("= \"{}\"", charge.sku)), "{text}");
}
