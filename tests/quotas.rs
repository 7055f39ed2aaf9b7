//! Quotas on machines: computed by hand on a small catalog, and on the bundled ones.

mod support;

use std::time::Duration;

use mcplan::catalog::CatalogText;
use mcplan::explain::{Event, Reached, Verdict, conflict, drill, reached};
use mcplan::milp::{Outcome, Status};
use mcplan::placement::{Context, Hardware, Violation, verify};
use mcplan::plan::Rule;
use mcplan::units::Usd;
use support::{Case, options};

/// Two sites. At `a` a machine of 2 vCPUs or more costs $1 an hour with four and $2 with two of them, at `b` $5.
fn case(quotas: &str) -> Case {
    let service = "kind = \"vm\"\ncpu = 2\nmemory = \"4 GiB\"\ntier = \"best-effort\"\n";
    let plan = format!(
        "[plan]\nname = \"quotas\"\ncatalogs = [\"small\"]\n\n[sites]\nquotas = {quotas}\n\n\
         [services.one]\n{service}\n[services.two]\n{service}"
    );
    Case::new(&plan, Some(small()))
}

fn small() -> Vec<CatalogText> {
    let text = |table: &str, columns: &str, rows: &str| CatalogText {
        name: format!("small/{table}.csv"),
        text: format!(
            "# table: {table}\n# provider: aws\n# as-of: 2026-01-01\n# source: test\n{columns}\n{rows}"
        ),
    };
    vec![
        text(
            "sites",
            "site,name,city,country,latitude,longitude,zones,partition,open,group,note",
            "a,A,Aa,DE,50,8,1,main,yes,g,\nb,B,Bb,DE,51,9,1,main,yes,g,\n",
        ),
        text(
            "skus",
            "sku,vcpu,memory_gib,arch,gpus,family",
            "wide,4,8,x86_64,,w\nslim,2,8,x86_64,,s\n",
        ),
        text("vm", "site,sku,on-demand", "a,wide,1\na,slim,2\nb,wide,5\n"),
        text(
            "disks",
            "site,sku,size_gib,unit,price,as_of,source",
            "a,ssd,,GB-month,free,,test\nb,ssd,,GB-month,free,,test\n",
        ),
        text("sla", "provider,kind,form,percent,source", "aws,vm,single,99.5,test\n"),
    ]
}

/// Dollars an hour of the optimum.
fn hourly(case: &Case) -> Option<Usd> {
    let outcome = case.solve("0");
    let total = outcome.verified.as_ref()?.total();
    assert_eq!(outcome.status, Status::Optimal);
    Some(Usd::new((total.dollars() / mcplan::units::Decimal::from(730)).round_dp(6)))
}

fn dollars(n: u32) -> Usd {
    Usd::new(n.into())
}

#[test]
fn machines_with_fewer_processors_are_used_where_these_are_scarce() {
    for (quota, least) in [(8, 2), (7, 3), (6, 3), (5, 4), (4, 4), (3, 7), (2, 7), (1, 10), (0, 10)]
    {
        let case = case(&format!("{{ \"aws:a\" = {quota} }}"));
        assert_eq!(hourly(&case), Some(dollars(least)), "a quota of {quota}");
    }
}

#[test]
fn a_pattern_is_a_quota_of_each_site_and_the_least_one_counts() {
    assert_eq!(hourly(&case("{ \"aws:*\" = 4 }")), Some(dollars(4)));
    assert_eq!(hourly(&case("{ \"aws:*\" = 4, \"aws:a\" = 2 }")), Some(dollars(7)));
    assert_eq!(hourly(&case("{ \"aws:*\" = 3 }")), None, "b has machines of four only");
}

#[test]
fn a_quota_that_cannot_be_met_is_the_conflict() {
    let case = case("{ \"aws:a\" = 2, \"aws:b\" = 3 }");
    assert_eq!(case.solve("0").status, Status::Infeasible);
    let found = conflict(case.context(), options("0"), &|| Duration::ZERO);
    let words: Vec<String> = found
        .requirements
        .iter()
        .map(|id| case.topology.requirements[id.0 as usize].describe(&case.topology))
        .collect();
    assert_eq!(
        words,
        ["at most 2 vCPUs of machines at aws:a", "at most 3 vCPUs of machines at aws:b"]
    );
    assert!(found.minimal);
}

#[test]
fn verify_refuses_what_is_over_a_quota_and_says_how_much_would_do() {
    let free = case("{ \"aws:a\" = 8 }");
    let best = free.solve("0").verified.expect("two wide machines at a");
    let tight = case("{ \"aws:a\" = 7 }");
    let refused = verify(tight.context(), best.placement().clone());
    let broken = refused.expect_err("eight processors");
    let rule = Rule::Quota { sites: mcplan::terms::SitePattern::new("aws:a"), vcpus: 7 };
    let is_quota = |violation: &Violation| {
        matches!(violation, Violation::Requirement(id)
        if tight.topology.requirements[id.0 as usize].rule == rule)
    };
    assert!(matches!(broken.as_slice(), [one] if is_quota(one)), "{broken:?}");
    assert_eq!(reached(free.context(), &best, &rule), Some(Reached::Number(8)));
}

/// A plan on the bundled catalogs: what waits for a loss counts with what it must grow to.
fn shop(quotas: &str, strategy: &str) -> Case {
    let plan = format!(
        "[plan]\nname = \"shop\"\ncatalogs = [\"aws\", \"azure\"]\n\n[sites]\n\
         allow = [\"aws:eu-central-1\", \"aws:eu-west-1\"]\nquotas = {quotas}\n\n\
         [services.web]\nkind = \"vm\"\ncpu = 2\nmemory = \"4 GiB\"\nreplicas = 4\narch = \"any\"\n\
         survives = \"region\"\nstrategy = \"{strategy}\"\nstandby = \"25%\"\ndegraded_capacity = \"50%\"\n\
         rto = \"1d\"\nrpo = \"1d\"\n"
    );
    Case::new(&plan, None)
}

fn vcpus_at(context: Context<'_>, outcome: &Outcome, site: &str) -> u32 {
    let verified = outcome.verified.as_ref().expect("placed");
    let here = verified
        .placement()
        .deployments()
        .filter(|(_, d)| context.catalog.site(d.site).code == site);
    let running = here.map(|(_, d)| match &d.hardware {
        Hardware::Nodes { sku, running, .. } => {
            let vcpus = u32::try_from(context.catalog.sku(*sku).vcpu).expect("whole");
            vcpus * running.peak()
        }
        _ => 0,
    });
    running.sum()
}

#[test]
fn what_waits_counts_with_what_it_must_grow_to() {
    for strategy in ["warm-standby", "pilot-light"] {
        // Four machines of two vCPUs serve, two of them after a loss: one site needs 8, the other 4.
        let enough = shop("{ \"aws:eu-west-1\" = 4, \"aws:eu-central-1\" = 8 }", strategy);
        let placed = enough.solve("0");
        assert_eq!(placed.status, Status::Optimal, "{strategy}");
        assert_eq!(vcpus_at(enough.context(), &placed, "aws:eu-central-1"), 8);
        let short = shop("{ \"aws:eu-west-1\" = 3, \"aws:eu-central-1\" = 8 }", strategy);
        assert_eq!(short.solve("0").status, Status::Infeasible, "{strategy}");
    }
}

#[test]
fn a_drill_says_where_a_quota_is_too_small_for_what_takes_over() {
    let loose = shop("{}", "warm-standby");
    let outcome = loose.solve("0");
    let verified = outcome.verified.as_ref().expect("placed");
    let lost = ["aws:eu-west-1".to_owned()];
    for (quota, crowded) in [(4, 0), (3, 1)] {
        let case = shop(&format!("{{ \"aws:eu-central-1\" = {quota} }}"), "warm-standby");
        let event = Event::named(&case.catalog, &lost).expect("a site");
        let played = drill(case.context(), verified, vec![event]).losses.remove(0);
        assert_eq!(played.crowded.len(), crowded, "a quota of {quota}");
        assert_eq!(played.verdict() == Verdict::Broken, crowded > 0, "a quota of {quota}");
    }
}
