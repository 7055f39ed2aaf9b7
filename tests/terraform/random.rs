//! Random placements with random names: whatever a plan holds, the folder can be read back, its
//! addresses are unique and its security rules exist.

use proptest::prelude::{Just, any, prop_oneof};
use proptest::test_runner::{Config, TestRunner};

use mcplan::terms::{Engine, LinkMode, Strategy};

use super::hcl::{is_tf, parse};
use super::sketch::Sketch;
use super::world;

const SITES: &[&str] =
    &["aws:eu-central-1", "aws:eu-west-1", "azure:westeurope", "azure:northeurope", "onprem:fra1"];

/// A name with a kind, a strategy, a class of data and two sites.
type Wish = (String, u8, u8, bool, (usize, usize));

fn wish() -> impl proptest::strategy::Strategy<Value = Wish> {
    let sites = (0..SITES.len(), 0..SITES.len());
    let name = prop_oneof![
        "\\PC{1,20}",
        "[a-z]{1,3}[-_. ]?[a-z0-9]{0,3}",
        Just("\"${x}%{y}".to_owned()),
        Just("a\"\n}".to_owned()),
    ];
    (name, 0..5_u8, 0..3_u8, any::<bool>(), sites)
}

fn add<'c>(sketch: Sketch<'c>, wish: &Wish) -> Sketch<'c> {
    let (name, kind, strategy, keyed, (first, second)) = wish;
    let class = keyed.then_some(0);
    let both = [SITES[*first], SITES[*second]];
    let strategy = match strategy {
        1 if first != second => Strategy::WarmStandby,
        2 if first != second && matches!(kind, 0 | 4) => Strategy::ActiveActive,
        _ => Strategy::Single,
    };
    let sites = if strategy == Strategy::Single { &both[..1] } else { &both[..] };
    match kind {
        0 => sketch.vm(name, class, strategy, sites),
        1 => sketch.database(name, Engine::Postgres, class, strategy, sites),
        2 => sketch.database(name, Engine::Mysql, class, strategy, sites),
        3 => sketch.store(name, class, strategy, sites),
        _ => sketch.balancer(name, strategy, sites),
    }
}

#[test]
fn any_placement_can_be_written_and_read() {
    let flows = proptest::collection::vec((0..12_usize, 0..12_usize, any::<u16>()), 0..30);
    let network = proptest::option::of((any::<bool>(), 0..SITES.len()));
    let input = (proptest::collection::vec(wish(), 1..12), flows, network);
    let mut runner =
        TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&input, |(mut wishes, flows, network)| {
        wishes.sort();
        wishes.dedup_by(|a, b| a.0 == b.0);
        wishes.retain(|wish| wish.0 != "internet" && !wish.0.starts_with("users."));
        let mut sketch = wishes.iter().fold(Sketch::new(world::catalog(), "pl${a}n\""), add);
        if let Some((private, hub)) = network {
            let mode = if private { LinkMode::Private } else { LinkMode::Vpn };
            sketch = sketch.linked(mode, SITES[hub]);
        }
        for (from, to, port) in flows {
            let name = |index: usize| wishes.get(index).map(|wish| wish.0.as_str());
            let (from, to) =
                (name(from).unwrap_or("users.all \"people\""), name(to).unwrap_or("internet"));
            if from != to && !(from.starts_with("users.") && to == "internet") {
                sketch = sketch.flow(from, to, port.max(1));
            }
        }
        let (topology, placement) = sketch.finish();
        let files = mcplan::terraform::render_placement(&topology, world::catalog(), &placement);
        let mut seen = std::collections::BTreeSet::new();
        for (path, text) in files.iter().filter(|(path, _)| is_tf(path)) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for block in parse(text) {
                let named = block.head.len() > 1 && block.head[0] != "provider";
                assert!(
                    !named || seen.insert((folder.to_owned(), block.head.clone())),
                    "{path}: {:?}",
                    block.head
                );
            }
        }
        Ok(())
    });
    outcome.expect("every placement can be written");
}
