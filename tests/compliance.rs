//! What law and auditors ask: evidence site by site, and what nobody knows is neither yes nor no.

mod support;

use std::time::Duration;

use mcplan::catalog::CatalogText;
use mcplan::explain::conflict;
use mcplan::milp::Status;
use mcplan::placement::{Asked, ComplianceLine, Kept, Verified, verify};
use mcplan::plan::{RequirementId, ServiceId};
use support::{Case, options};

const ONE: ServiceId = ServiceId(0);

/// One database with a class of data.
fn plan(sites: &str, class: &str, rest: &str) -> String {
    format!(
        "[plan]\nname = \"p\"\ncatalogs = [\"aws\", \"azure\"]\n[sites]\nallow = [{sites}]\n\
         [data.cards]\n{class}\n\
         [services.ledger]\nkind = \"postgres\"\ncpu = 2\nmemory = \"8 GiB\"\nstorage = \"100 GiB\"\n\
         data = \"cards\"\n{rest}\n"
    )
}

fn placed(case: &Case) -> Verified {
    case.solve("0").verified.expect("a placement")
}

fn framework<'a>(verified: &'a Verified, name: &str) -> &'a ComplianceLine {
    let asked = Asked::Framework(name.to_owned());
    verified.compliance().iter().find(|line| line.asked == asked).expect("a line")
}

#[test]
fn what_the_catalogs_know_nothing_of_is_unknown_and_never_met() {
    let class = "frameworks = [\"GDPR\", \"PCI DSS\", \"fedramp-high\", \"FedRAMP Moderate\"]";
    let case = Case::new(&plan("\"aws:us-east-1\"", class, ""), None);
    let verified = placed(&case);
    assert_eq!(verified.compliance().len(), 4);
    for (name, met) in [
        ("GDPR", None),
        ("PCI DSS", Some(true)),
        // That is the regions for governments.
        ("fedramp-high", None),
        ("FedRAMP Moderate", Some(true)),
    ] {
        let line = framework(&verified, name);
        assert_eq!(line.met(), met, "{name}");
        assert_eq!(line.evidence.iter().all(|site| site.found.is_some()), met.is_some(), "{name}");
    }
    let [site] = framework(&verified, "PCI DSS").evidence.as_slice() else { panic!("one site") };
    let found = site.found.as_ref().unwrap();
    assert!(found.text.contains("Level 1") && found.text.contains("common/attestations.csv:"));
    assert!(found.source.as_ref().is_some_and(|source| !source.is_empty()));
}

#[test]
fn required_evidence_rules_sites_out() {
    let sites = "\"aws:eu-west-2\", \"aws:eu-west-3\"";
    let with = |class: &str| Case::new(&plan(sites, class, ""), None);
    // Certified for health data are AWS' regions in the Union, and not London.
    let case = with("frameworks = [\"HDS\"]\nrequire_evidence = true");
    let verified = placed(&case);
    let at = |verified: &Verified, case: &Case| {
        let site = verified.placement().of(ONE).deployments[0].site;
        case.catalog.site(site).code.clone()
    };
    assert_eq!(at(&verified, &case), "aws:eu-west-3");
    assert_eq!(framework(&verified, "HDS").met(), Some(true));
    let free = with("frameworks = [\"HDS\"]");
    let cheapest = placed(&free);
    assert_eq!(at(&cheapest, &free), "aws:eu-west-2", "it is the cheaper of the two");
    assert_eq!(framework(&cheapest, "HDS").met(), None);
    // A placement from before the rule is not taken any more.
    assert!(verify(case.context(), cheapest.placement().clone()).is_err());

    let nowhere = with("frameworks = [\"GDPR\"]\nrequire_evidence = true");
    assert_eq!(nowhere.solve("0").status, Status::Infeasible);
    assert_eq!(blamed(&nowhere), ["ledger runs where GDPR is attested"]);
}

/// The smallest conflict in words.
fn blamed(case: &Case) -> Vec<String> {
    let found = conflict(case.context(), options("0"), &|| Duration::ZERO);
    let rule = |id: &RequirementId| &case.topology.requirements[id.0 as usize].rule;
    found.requirements.iter().map(|id| rule(id).describe(&case.topology)).collect()
}

#[test]
fn where_an_edge_service_is_belongs_to_no_conflict() {
    let text = "[plan]\nname = \"p\"\ncatalogs = [\"onprem/shop-munich\"]\n\
                [data.cards]\nframeworks = [\"PCI DSS\"]\nrequire_evidence = true\n\
                [services.till]\nkind = \"edge\"\ncpu = 1\nmemory = \"1 GiB\"\n\
                pin = \"onprem:shop-munich\"\navailability = \"98%\"\ndata = \"cards\"\n";
    assert_eq!(blamed(&Case::new(text, None)), ["till runs where PCI DSS is attested"]);
}

#[test]
fn failover_targets_and_what_is_kept_beside_count_too() {
    let sites = "\"aws:eu-west-1\", \"azure:northeurope\"";
    let class = "residency = [\"eu\"]\nencryption = \"customer-managed-keys\"\n\
                 frameworks = [\"ISO 27001\"]";
    for (strategy, copy) in [("warm-standby", Kept::Replica), ("backup-restore", Kept::Backups)] {
        let rest = format!("survives = \"provider\"\nstrategy = \"{strategy}\"");
        let case = Case::new(&plan(sites, class, &rest), None);
        let verified = placed(&case);
        assert_eq!(verified.compliance().len(), 2);
        for line in verified.compliance() {
            assert_eq!(line.met(), Some(true));
            let [active, recovery] = line.evidence.as_slice() else { panic!("two sites") };
            assert_eq!(active.kept, [Kept::Service, Kept::Keys, Kept::Logs]);
            assert_eq!(recovery.kept, [Kept::FailoverTarget, copy, Kept::Keys, Kept::Logs]);
        }
    }
    // A failover target outside is no target.
    let outside = "\"aws:eu-west-1\", \"azure:eastus\"";
    let rest = "survives = \"provider\"\nstrategy = \"backup-restore\"";
    assert_eq!(Case::new(&plan(outside, class, rest), None).solve("0").status, Status::Infeasible);
}

#[test]
fn copies_at_the_edges_of_a_cdn_are_nowhere_in_particular() {
    let text = "[plan]\nname = \"p\"\ncatalogs = [\"aws\"]\n[sites]\nallow = [\"aws:eu-west-1\"]\n\
                [data.faces]\nresidency = [\"eu\"]\n\
                [services.media]\nkind = \"cdn\"\ndata = \"faces\"\negress = \"1 TB/month\"\n";
    let verified = placed(&Case::new(text, None));
    let [line] = verified.compliance() else { panic!("one line") };
    assert_eq!(line.met(), None);
}

#[test]
fn an_own_site_has_the_attestations_that_its_owner_states() {
    let table = "# table: attestations\n# as-of: 2026-11-01\n\
                 framework,provider,region,document,source,date\n\
                 PCI-DSS,aws,eu-west-9,certificate 7,own auditor,2026-05-04\n\
                 soc 9,aws,*,report 9,own auditor,2026-05-04\n";
    let texts = vec![CatalogText { name: "own/attestations.csv".to_owned(), text: table.into() }];
    let plan = plan("\"aws:eu-west-1\"", "frameworks = [\"SOC-9\"]", "");
    let case = Case::with_more(&plan, texts);
    let verified = placed(&case);
    let found = framework(&verified, "SOC-9").evidence[0].found.clone().unwrap();
    assert_eq!(found.text, "report 9, 2026-05-04 (own/attestations.csv:5)");
    assert_eq!(found.source.as_deref(), Some("own auditor"));
}
