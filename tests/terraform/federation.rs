//! Callers that ask services of another provider: each is let in by what it is, for what its flows need, and nobody else.

use std::collections::{BTreeMap, BTreeSet};

use mcplan::placement::Placement;
use mcplan::plan::{Endpoint, Topology};
use mcplan::terms::{Kind, Provider, Strategy};

use super::cases;
use super::hcl::{Block, is_tf, parse};
use super::sketch::Sketch;
use super::world;

const FRA: &str = "aws:eu-central-1";
const DUB: &str = "aws:eu-west-1";
const AMS: &str = "azure:westeurope";
const NEU: &str = "azure:northeurope";
const OWN: &str = "onprem:fra1";

/// Services without nodes: name, kind, product, terms.
type Managed = (&'static str, Kind, &'static str, &'static [(&'static str, i64)]);

const AT_AWS: &[Managed] = &[
    ("bucket", Kind::ObjectStore, "s3", &[("storage_gib", 10)]),
    ("table", Kind::DocumentDb, "dynamodb", &[("storage_gib", 10), ("reads", 10), ("writes", 10)]),
    ("queue", Kind::Queue, "sqs", &[("messages", 1000)]),
    ("topic", Kind::Pubsub, "sns", &[("messages", 1000), ("subscribers", 1)]),
    ("stream", Kind::EventStream, "kinesis", &[("ingress_gib", 10), ("retention_days", 1)]),
    ("vault", Kind::Secrets, "kms", &[("keys", 2), ("secrets", 2)]),
    ("things", Kind::IotGateway, "iot-core", &[("devices", 10), ("messages", 1000)]),
    ("lambda", Kind::Function, "lambda", FUNCTION),
];

const AT_AZURE: &[Managed] = &[
    ("blobs", Kind::ObjectStore, "blob", &[("storage_gib", 10)]),
    ("items", Kind::DocumentDb, "cosmos-db", &[("storage_gib", 10), ("reads", 10), ("writes", 10)]),
    ("bus", Kind::Queue, "service-bus", &[("messages", 1000)]),
    ("grid", Kind::Pubsub, "event-grid", &[("messages", 1000), ("subscribers", 1)]),
    ("hubs", Kind::EventStream, "event-hubs", &[("ingress_gib", 10), ("retention_days", 1)]),
    ("safe", Kind::Secrets, "key-vault", &[("keys", 1), ("secrets", 2)]),
    ("flex", Kind::Function, "functions-flex", FUNCTION),
];

const FUNCTION: &[(&str, i64)] = &[("requests", 1000), ("duration_s", 1), ("memory_gib", 1)];
const CONTAINER: &[(&str, i64)] = &[("cpu", 1), ("memory_gib", 2)];

/// Services of all three kinds of sites, and callers of every form; no flow yet.
fn estate(class: Option<usize>) -> Sketch<'static> {
    let one = Strategy::Single;
    let mut sketch = Sketch::new(world::catalog(), "estate");
    for (all, site) in [(AT_AWS, FRA), (AT_AZURE, AMS)] {
        for (name, kind, product, terms) in all {
            let sites = &[site];
            sketch = sketch.other(name, *kind, Some(product), terms, None, class, one, sites);
        }
    }
    let nodes = Some(("m7g.large", 3));
    let sketch = sketch
        .vm("ec2", class, one, &[FRA])
        .other("fargate", Kind::Container, Some("fargate"), CONTAINER, None, class, one, &[FRA])
        .other(
            "eks",
            Kind::Kubernetes,
            Some("eks"),
            &[("system_cpu", 1)],
            nodes,
            class,
            one,
            &[FRA],
        )
        .workload("eks-pod", "eks", one, &[FRA]);
    let nodes = Some(("Standard_D2s_v5", 3));
    let sketch = sketch
        .vm("scale-set", class, one, &[AMS])
        .other("app", Kind::Container, Some("container-apps"), CONTAINER, None, class, one, &[AMS])
        .other(
            "aks",
            Kind::Kubernetes,
            Some("aks"),
            &[("system_cpu", 1)],
            nodes,
            class,
            one,
            &[AMS],
        )
        .workload("aks-pod", "aks", one, &[AMS]);
    let terms = &[("system_cpu", 1)];
    let nodes = Some(("", 3));
    sketch
        .vm("plant", class, one, &[OWN])
        .other("k8s", Kind::Kubernetes, Some("self-hosted"), terms, nodes, class, one, &[OWN])
        .workload("own-pod", "k8s", one, &[OWN])
}

const FROM_AWS: [&str; 4] = ["ec2", "fargate", "eks-pod", "lambda"];
const FROM_AZURE: [&str; 4] = ["scale-set", "app", "aks-pod", "flex"];
const FROM_OWN: [&str; 2] = ["plant", "own-pod"];

/// Everyone asks everything of the other providers.
fn everything(class: Option<usize>) -> Sketch<'static> {
    let mut sketch = estate(class);
    for (callers, asked) in [
        (&FROM_AWS[..], AT_AZURE),
        (&FROM_AZURE[..], AT_AWS),
        (&FROM_OWN[..], AT_AZURE),
        (&FROM_OWN[..], AT_AWS),
    ] {
        for caller in callers {
            for (name, ..) in asked {
                sketch = sketch.flow(caller, name, 443);
            }
        }
    }
    sketch
}

/// A few flows in both directions, to and from what is read, and to what asks for no identity.
fn some() -> Sketch<'static> {
    estate(None)
        .flow("ec2", "blobs", 443)
        .flow("ec2", "bucket", 443)
        .flow("eks-pod", "hubs", 443)
        .flow("scale-set", "queue", 443)
        .flow("queue", "app", 443)
        .flow("bus", "fargate", 443)
        .flow("aks-pod", "table", 443)
        .flow("plant", "stream", 443)
        .flow("own-pod", "safe", 443)
        .flow("plant", "ec2", 8443)
        .flow("topic", "flex", 443)
        .flow("users.europe", "scale-set", 443)
}

/// Callers and services at two regions of each cloud.
fn doubled() -> Sketch<'static> {
    let (both, active) = ([FRA, DUB], Strategy::ActiveActive);
    let (ams, standby) = ([AMS, NEU], Strategy::WarmStandby);
    let objects = &[("storage_gib", 10)];
    Sketch::new(world::catalog(), "doubled")
        .vm("east", Some(0), active, &both)
        .vm("west", None, active, &ams)
        .other("bucket", Kind::ObjectStore, Some("s3"), objects, None, Some(0), standby, &both)
        .other("blobs", Kind::ObjectStore, Some("blob"), objects, None, Some(0), standby, &ams)
        .flow("east", "blobs", 443)
        .flow("west", "bucket", 443)
}

type Case = (&'static str, Topology, Placement);

fn own_cases() -> Vec<Case> {
    let sketches = [
        ("identity-all", everything(None)),
        ("identity-keys", everything(Some(0))),
        ("identity-some", some()),
        ("identity-doubled", doubled()),
    ];
    let finished = sketches.map(|(name, sketch)| {
        let (topology, placement) = sketch.finish();
        (name, topology, placement)
    });
    finished.into()
}

fn all_cases() -> Vec<Case> {
    own_cases().into_iter().chain(cases::all(world::catalog())).collect()
}

fn render(case: &Case) -> BTreeMap<String, String> {
    let (name, topology, placement) = case;
    let files = mcplan::terraform::render_placement(topology, world::catalog(), placement);
    world::keep(name, &files);
    files
}

/// Caller and its site, service asked and its site; identifiers.
type Trust = BTreeSet<(String, String, String, String)>;

fn ident(text: &str) -> String {
    text.replace(['-', ':'], "_")
}

/// Products that admit by identity, and those of them that their readers ask.
const ADMIT: &[&str] = &[
    "s3",
    "dynamodb",
    "sqs",
    "sns",
    "kinesis",
    "kms",
    "iot-core",
    "lambda",
    "blob",
    "cosmos-db",
    "service-bus",
    "event-grid",
    "event-hubs",
    "key-vault",
];
const READ: &[&str] = &["dynamodb", "sqs", "kinesis", "cosmos-db", "service-bus", "event-hubs"];

/// What the flows ask for.
fn asked((_, topology, placement): &Case) -> Trust {
    let catalog = world::catalog();
    let mut all = BTreeSet::new();
    let mut add = |caller: Endpoint, asked: Endpoint, admits: &[&str]| {
        let (Endpoint::Service(caller), Endpoint::Service(asked)) = (caller, asked) else { return };
        let signs_in = matches!(
            topology.service(caller).kind,
            Kind::Vm | Kind::Container | Kind::Function | Kind::Workload
        );
        for from in &placement.of(caller).deployments {
            for at in &placement.of(asked).deployments {
                let product = at.realisation.map_or("", |id| &*catalog.realisation(id).name);
                let (from, at) = (catalog.site(from.site), catalog.site(at.site));
                if from.provider != at.provider && signs_in && admits.contains(&product) {
                    all.insert((
                        ident(&topology.service(caller).name.value),
                        ident(&from.code),
                        ident(&topology.service(asked).name.value),
                        ident(&at.code),
                    ));
                }
            }
        }
    };
    for flow in &topology.flows {
        add(flow.from, flow.to, ADMIT);
        add(flow.to, flow.from, READ);
    }
    all
}

/// The blocks of the modules' `federation.tf`, with the site of the module.
fn written(files: &BTreeMap<String, String>) -> Vec<(String, Block)> {
    let of = |path: &str| {
        let site = path.strip_prefix("modules/")?.strip_suffix("/federation.tf")?;
        Some(ident(site))
    };
    let files = files.iter().filter_map(|(path, text)| Some((of(path)?, text)));
    files.flat_map(|(site, text)| parse(text).into_iter().map(move |b| (site.clone(), b))).collect()
}

/// Every service that a text of rights names, whichever way it does.
fn named(topology: &Topology, text: &str) -> BTreeSet<String> {
    let services = topology.services.iter();
    let mentions = |name: &str| {
        let ends = [
            format!(".{name}."),
            format!(".{name}["),
            format!(":secret:{}-{name}/", topology.name),
            format!(":topic/{}-{name}/", topology.name),
        ];
        ends.iter().any(|end| text.contains(end.as_str()))
    };
    services.map(|one| ident(&one.name.value)).filter(|name| mentions(name)).collect()
}

/// The part of a block's name after the caller, whose name and site start it.
fn split(case: &Case, name: &str) -> (String, String, String) {
    let rest = name.strip_prefix("from__").expect("rights of callers from elsewhere");
    let mut parts = rest.split("__").map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    let (site, caller, asked) = (next(), next(), next());
    assert!(case.1.services.iter().any(|one| ident(&one.name.value) == caller), "{name}");
    (site, caller, asked)
}

/// What the folder lets in.
fn let_in(case: &Case, files: &BTreeMap<String, String>) -> Trust {
    let mut all = BTreeSet::new();
    for (at, block) in written(files) {
        let [_, of, name] = block.head.as_slice() else { panic!("{:?}", block.head) };
        let asked = match of.as_str() {
            "aws_iam_role_policy" => named(&case.1, block.get("policy").expect("a policy")),
            "azurerm_role_assignment" | "azurerm_cosmosdb_sql_role_assignment" => {
                let asked = split(case, name).2;
                let scope = block.get("scope").expect("a scope");
                assert!(scope.contains(&format!(".{asked}.")), "{name}: {scope}");
                BTreeSet::from([asked])
            }
            _ => continue,
        };
        let (site, caller, _) = split(case, name);
        all.extend(
            asked.into_iter().map(|asked| (caller.clone(), site.clone(), asked, at.clone())),
        );
    }
    all
}

#[test]
fn exactly_what_flows_ask_for_is_let_in() {
    for case in all_cases() {
        let files = render(&case);
        // Keys of data are not services; encryption of what is asked may name its own.
        assert_eq!(let_in(&case, &files), asked(&case), "{}", case.0);
    }
}

#[test]
fn every_form_of_caller_signs_in_both_ways() {
    let case = &own_cases()[0];
    let found = let_in(case, &render(case));
    assert_eq!(found.len(), 4 * 6 + 4 * 8 + 2 * 6 + 2 * 8);
    for (caller, at) in [("ec2", AMS), ("scale-set", FRA), ("plant", FRA), ("own-pod", AMS)] {
        let is =
            |one: &&(String, String, String, String)| one.0 == ident(caller) && one.3 == ident(at);
        assert!(found.iter().any(|one| is(&one)), "{caller}");
    }
}

#[test]
fn trust_names_one_issuer_one_audience_and_one_subject() {
    for case in all_cases() {
        let files = render(&case);
        let mut seen = BTreeSet::new();
        for (at, block) in written(&files) {
            let name = block.head[2].clone();
            match block.head[1].as_str() {
                "aws_iam_role" => pinned_role(&block, case.0),
                "azurerm_federated_identity_credential" => {
                    assert_eq!(block.get("audience"), Some("[\"api://AzureADTokenExchange\"]"));
                    let issuer = block.get("issuer").expect("an issuer");
                    assert!(issuer.starts_with("var.") && issuer.ends_with("__issuer"), "{issuer}");
                    let subject = block.get("subject").expect("a subject");
                    assert!(!subject.contains('*'), "{subject}");
                    assert!(is_subject(&name, subject), "{name}: {subject}");
                }
                _ => continue,
            }
            assert!(seen.insert((at, name)), "a caller has one identity at a site");
        }
    }
}

fn is_subject(name: &str, subject: &str) -> bool {
    subject == format!("var.{name}__subject") || subject.starts_with("system:serviceaccount:")
}

fn pinned_role(block: &Block, case: &str) {
    let (name, trust) = (&block.head[2], block.get("assume_role_policy").expect("a trust"));
    assert!(!trust.contains('*') && !trust.contains("StringLike"), "{case} {name}: {trust}");
    let line = |start: &str| {
        let mut lines = trust.lines().map(str::trim).filter(|line| line.starts_with(start));
        let found = lines.next().unwrap_or_else(|| panic!("{case} {name} has {start}: {trust}"));
        assert!(lines.next().is_none(), "{case} {name} has {start} once");
        found.split_once('=').expect("an assignment").1.trim().trim_matches('"').to_owned()
    };
    if trust.contains("rolesanywhere.amazonaws.com") {
        assert!(line("\"aws:SourceArn\"").starts_with("aws_rolesanywhere_trust_anchor."));
        assert!(is_subject(name, &line("\"aws:PrincipalTag/x509SAN/URI\"")), "{trust}");
        return;
    }
    assert_eq!(line("Action"), "sts:AssumeRoleWithWebIdentity");
    let issuer = line("Principal");
    assert!(issuer.is_empty() || issuer == "{", "{issuer}");
    let federated = line("Federated");
    let issuer = federated.strip_suffix(".arn").expect("an issuer of the root");
    let aud = line(&format!("\"${{{issuer}.host}}:aud\""));
    assert_eq!(aud, format!("{issuer}.audience"));
    let sub = line(&format!("\"${{{issuer}.host}}:sub\""));
    assert!(is_subject(name, &sub), "{case} {name}: {sub}");
}

#[test]
fn nobody_has_a_key_that_lasts() {
    let words = [
        "aws_iam_access_key",
        "aws_iam_user",
        "azuread_application_password",
        "azuread_service_principal_password",
        "azuread_application_certificate",
        "primary_access_key",
        "primary_connection_string",
        "primary_key",
        "shared_access_key",
    ];
    for case in all_cases() {
        for (path, text) in render(&case).iter().filter(|(path, _)| is_tf(path)) {
            for word in words {
                // Storage refuses them by an attribute of that name.
                let uses = text.lines().find(|line| {
                    line.contains(word) && !line.contains("shared_access_key_enabled")
                });
                assert_eq!(uses, None, "{} {path}", case.0);
            }
        }
    }
}

#[test]
fn issuers_are_registered_once_and_only_where_asked() {
    for case in all_cases() {
        let files = render(&case);
        let root = files.get("federation.tf").map_or(Vec::new(), |text| parse(text));
        let has =
            |of: &str| root.iter().any(|block| block.head.get(1).is_some_and(|one| one == of));
        let provider = |site: &str| site.split('_').next().unwrap_or_default().to_owned();
        let asked = asked(&case);
        let by = |from: Provider, to: Provider, pods: bool| {
            asked.iter().any(|(caller, site, _, at)| {
                provider(site) == from.to_string()
                    && provider(at) == to.to_string()
                    && caller.ends_with("_pod") == pods
            })
        };
        let (aws, azure) = (Provider::Aws, Provider::Azure);
        let outbound = has("aws_iam_outbound_web_identity_federation");
        assert_eq!(outbound, by(aws, azure, false), "{}", case.0);
        let entra = has("azuread_application_registration");
        assert_eq!(entra, by(azure, aws, false), "{}", case.0);
        assert_eq!(files["versions.tf"].contains("hashicorp/azuread"), entra, "{}", case.0);
        let issuers =
            by(azure, aws, false) || by(azure, aws, true) || by(Provider::OnPrem, aws, true);
        assert_eq!(has("aws_iam_openid_connect_provider"), issuers, "{}", case.0);
        let tokens = files.values().any(|text| text.contains("sts:GetWebIdentityToken"));
        assert_eq!(tokens, outbound, "{}", case.0);
    }
}

#[test]
fn the_guide_and_the_evidence_name_every_caller() {
    let case = &own_cases()[2];
    let files = render(case);
    let (guide, evidence) = (&files["README.md"], &files["EVIDENCE.md"]);
    assert!(guide.contains("## Identities across providers"), "{guide}");
    for (caller, site, asked, at) in asked(case) {
        let name = |text: &str| text.replace('_', "-");
        let (site, at) = (site.replacen('_', ":", 1), at.replacen('_', ":", 1));
        let row = format!("| {} | {} |", name(&caller), name(&site));
        let found = |page: &str| {
            page.lines().any(|line| line.starts_with(&row) && line.contains(&name(&at)))
        };
        assert!(found(guide) && found(evidence), "{row} {asked}");
    }
    assert!(evidence.contains("`aws_iam_role.from__azure_westeurope__app`: `assume_role_policy`"));
    assert!(!evidence.contains("| none |"), "{evidence}");
}
