//! The solver against exhaustive enumeration, on small random worlds.
//!
//! Written to be obviously right, not fast: for every service, every strategy, every set of sites, every form;
//! on each, every count of replicas, SKU and way to buy that `verify` accepts for the service alone, of which
//! the cheapest is kept (what runs at one site changes nothing elsewhere); then every combination of
//! services, of which `verify` says whether it holds and what it costs, but for journeys, which are judged by
//! code of the tests. Shares with the solver only the other rules of `verify` and the cost function.

mod support;

use std::collections::BTreeMap;

use mcplan::catalog::RealisationId;
use mcplan::catalog::SiteId;
use mcplan::milp::Status;
use mcplan::placement::{
    Arrangement, Context, Deployment, Hardware, Lot, Needs, Placement, deployment_usage, vcpus,
    verify, zones_in_use,
};
use mcplan::plan::{Demand, Load, LoadLevel, Rule, Service, ServiceId, Topology};
use mcplan::terms::{Arch, Form, NodeList, Purchase, Role, Strategy};
use mcplan::units::{Data, Decimal, Usd};
use support::Case;
use support::journeys::{keeps_journeys, without_journeys};
use support::world::{price_book, world};

/// Random worlds per run.
const CASES: u64 = 240;

#[test]
fn the_solver_finds_the_exhaustive_optimum_to_the_cent() {
    let cases: u64 = std::env::var("ORACLE_CASES").map_or(CASES, |n| n.parse().expect("a number"));
    let first: u64 = std::env::var("ORACLE_FIRST").map_or(0, |n| n.parse().expect("a number"));
    let halves = [first..first + cases / 2, first + cases / 2..first + cases];
    let feasible: usize = std::thread::scope(|scope| {
        let run = |seeds: std::ops::Range<u64>| seeds.filter(|&seed| agrees(seed)).count();
        let handles: Vec<_> =
            halves.into_iter().map(|half| scope.spawn(move || run(half))).collect();
        handles.into_iter().map(|handle| handle.join().expect("the optima are equal")).sum()
    });
    println!("{cases} random plans, {feasible} of them feasible");
    assert!(
        feasible as u64 > cases / 3,
        "most worlds should have a placement, {feasible} of {cases} had"
    );
}

/// Compares the two on one world; returns whether it has a placement.
fn agrees(seed: u64) -> bool {
    let made = world(seed);
    let mut case = Case::new(&made.plan, Some(made.texts));
    if let Some(book) = price_book(seed, &made.plan) {
        case.add_prices(&book);
    }
    let best = exhaustive(case.context());
    let outcome = case.solve("0");
    match &best {
        None => assert_eq!(outcome.status, Status::Infeasible, "seed {seed}\n{}", made.plan),
        Some(least) => {
            assert_eq!(
                outcome.status,
                Status::Optimal,
                "seed {seed}, least {least}\n{}",
                made.plan
            );
            let found = outcome.verified.as_ref().expect("optimal").total();
            let cents = |usd: Usd| usd.dollars().round_dp(2);
            assert_eq!(cents(found), cents(*least), "seed {seed}: {found} {least}\n{}", made.plan);
            assert!(outcome.bound.expect("proven") <= *least, "seed {seed}: the bound is no bound");
        }
    }
    best.is_some()
}

/// The least cost of any placement.
fn exhaustive(context: Context<'_>) -> Option<Usd> {
    let choices: Vec<Vec<Arrangement>> =
        context.topology.service_ids().map(|id| arrangements(context, id)).collect();
    let free = without_journeys(context.topology);
    let free = Context { topology: &free, catalog: context.catalog };
    let mut least: Option<Usd> = None;
    let mut chosen = Vec::new();
    combine(context, free, &choices, &mut chosen, &mut least);
    least
}

/// `free` is the plan with nothing asked of journeys: those are judged by the code of the tests.
fn combine(
    context: Context<'_>,
    free: Context<'_>,
    choices: &[Vec<Arrangement>],
    chosen: &mut Vec<Arrangement>,
    least: &mut Option<Usd>,
) {
    if chosen.len() == choices.len() {
        let placement = Placement { arrangements: chosen.clone() };
        if let Ok(verified) = verify(free, placement)
            && keeps_journeys(context, &verified)
        {
            let total = verified.total();
            *least = Some(least.map_or(total, |known| known.min(total)));
        }
        return;
    }
    for arrangement in &choices[chosen.len()] {
        chosen.push(arrangement.clone());
        combine(context, free, choices, chosen, least);
        chosen.pop();
    }
}

/// Every layout of a service over sites, each with its cheapest replicas and hardware.
fn arrangements(context: Context<'_>, id: ServiceId) -> Vec<Arrangement> {
    let sites: Vec<SiteId> = context.catalog.site_ids().collect();
    let mut layouts: Vec<(Strategy, Vec<(SiteId, Role)>)> = Vec::new();
    for (i, &a) in sites.iter().enumerate() {
        layouts.push((Strategy::Single, vec![(a, Role::Active)]));
        for &b in sites.iter().filter(|&&b| b != a) {
            for strategy in [Strategy::BackupRestore, Strategy::PilotLight, Strategy::WarmStandby] {
                layouts.push((strategy, vec![(a, Role::Active), (b, Role::Recovery)]));
            }
        }
        for (j, &b) in sites.iter().enumerate().skip(i + 1) {
            layouts.push((Strategy::ActiveActive, vec![(a, Role::Active), (b, Role::Active)]));
            for &c in &sites[j + 1..] {
                let three = vec![(a, Role::Active), (b, Role::Active), (c, Role::Active)];
                layouts.push((Strategy::ActiveActive, three));
            }
        }
    }
    let alone = alone(context.topology, id);
    let alone = Context { topology: &alone, catalog: context.catalog };
    let mut all = Vec::new();
    for (strategy, places) in layouts {
        let products =
            places.iter().map(|&(site, _)| products(context, id, site)).collect::<Vec<_>>();
        for (forms, by) in product(&vec![Form::ALL.to_vec(); places.len()])
            .into_iter()
            .flat_map(|forms| product(&products).into_iter().map(move |by| (forms.clone(), by)))
        {
            let ways: Vec<Way> = forms.into_iter().zip(by).collect();
            all.extend(cheapest(context, alone, id, strategy, &places, &ways));
        }
    }
    all
}

/// A form, and the product that serves in it.
type Way = (Form, Option<RealisationId>);

/// All products that a provider has for the kind; none for machines.
fn products(context: Context<'_>, id: ServiceId, site: SiteId) -> Vec<Option<RealisationId>> {
    let kind = context.topology.service(id).kind;
    if kind.is_machine() {
        return vec![None];
    }
    let provider = context.catalog.site(site).provider;
    context.catalog.realisations_of(provider, kind).map(|(product, _)| Some(product)).collect()
}

/// The plan with one service and only what is asked of its shape.
fn alone(topology: &Topology, id: ServiceId) -> Topology {
    let mut alone = topology.clone();
    alone.services = vec![topology.service(id).clone()];
    alone.flows.clear();
    alone.journeys.clear();
    alone.requirements.retain(|requirement| requirement.rule.service() == Some(id));
    alone.requirements.retain_mut(|requirement| match &mut requirement.rule {
        Rule::Survives { service, .. } | Rule::UseStrategy { service, .. } => {
            *service = ServiceId(0);
            true
        }
        _ => false,
    });
    alone.reindex();
    alone
}

/// Of all counts of replicas that are enough, the cheapest, each on its cheapest hardware; and of each choice
/// of hardware whose hours are paid for already, since what others leave of them is not known yet; and of each number of
/// processors where they are limited, since what others leave of these is not known either.
fn cheapest(
    context: Context<'_>,
    alone: Context<'_>,
    id: ServiceId,
    strategy: Strategy,
    places: &[(SiteId, Role)],
    ways: &[Way],
) -> Vec<Arrangement> {
    let service = context.topology.service(id);
    let by_place: Vec<Vec<(Usd, Deployment)>> = places
        .iter()
        .zip(ways)
        .map(|(&(site, role), &(form, realisation))| {
            let active = places.iter().filter(|(_, role)| *role == Role::Active).count();
            let deployment = |load| Deployment {
                site,
                role,
                form,
                zones: zones_in_use(context.catalog.site(site), form),
                load,
                among: if role == Role::Active { u32::try_from(active).unwrap() } else { 1 },
                realisation,
                hardware: Hardware::Managed,
            };
            let loads = loads(service).into_iter().map(deployment);
            let waits = role == Role::Recovery;
            let may_sleep =
                waits && matches!(strategy, Strategy::BackupRestore | Strategy::PilotLight);
            let may_run = !waits || strategy != Strategy::BackupRestore;
            let awake = loads.filter(|_| may_run);
            let awake = awake.flat_map(|bare| on_cheapest_hardware(context, id, &bare));
            let sleeping = deployment(service.demand.load());
            let asleep = if may_sleep { asleep(context, id, &sleeping) } else { Vec::new() };
            awake.chain(asleep).collect()
        })
        .collect();
    let mut best: BTreeMap<Vec<Apart>, (Usd, Arrangement)> = BTreeMap::new();
    for chosen in product(&by_place) {
        let owned = chosen.iter().map(|(_, d)| {
            let owned = is_owned(context, id, d).then(|| d.hardware.clone());
            (owned, limited(context, id, d))
        });
        let owned: Vec<Apart> = owned.collect();
        let cost: Usd = chosen.iter().map(|(cost, _)| *cost).sum();
        if best.get(&owned).is_some_and(|(least, _)| *least <= cost) {
            continue;
        }
        let deployments = chosen.into_iter().map(|(_, deployment)| deployment).collect();
        let arrangement = Arrangement { strategy, deployments };
        if verify(alone, Placement { arrangements: vec![arrangement.clone()] }).is_ok() {
            best.insert(owned, (cost, arrangement));
        }
    }
    let all: Vec<_> = best.into_iter().collect();
    let needless = |at: usize| {
        all.iter().enumerate().any(|(i, other)| i != at && replaces(other, &all[at], i < at))
    };
    let kept = (0..all.len()).filter(|&at| !needless(at));
    kept.map(|at| all[at].1.1.clone()).collect()
}

/// What tells a deployment apart from cheaper ones: hardware that is paid for already, and processors where they are
/// limited.
type Apart = (Option<Hardware>, Decimal);

/// An arrangement and its cost, with what tells its deployments apart.
type Known = (Vec<Apart>, (Usd, Arrangement));

/// Whether one takes the place of another: no dearer, the same that is paid for already, nowhere more processors.
fn replaces(one: &Known, other: &Known, first: bool) -> bool {
    let (cheaper, same) = (one.1.0 < other.1.0, one.1.0 == other.1.0);
    let pairs = one.0.iter().zip(&other.0);
    let within = pairs.clone().all(|(a, b)| a.0 == b.0 && a.1 <= b.1);
    let fewer = pairs.clone().any(|(a, b)| a.1 < b.1);
    within && (cheaper || same && (fewer || first))
}

/// A deployment of which nothing runs before a loss, on any hardware that carries what must be served then.
fn asleep(context: Context<'_>, id: ServiceId, bare: &Deployment) -> Vec<(Usd, Deployment)> {
    let service = context.topology.service(id);
    let after = |n: u32| service.degraded_capacity.of_count_ceil(n).max(1);
    let load = match service.demand {
        Demand::Vm(_) => bare.load.map(after),
        _ => bare.load.clone(),
    };
    let awake = Deployment { load, ..bare.clone() };
    let all = hardware(context, id, &awake).into_iter().filter_map(|mut hardware| {
        if let Hardware::Nodes { lots, .. } = &mut hardware {
            lots.clear();
        }
        let deployment = Deployment { load: bare.load.map(|_| 0), hardware, ..awake.clone() };
        let used = deployment_usage(context, id, &deployment).ok()?;
        Some((mcplan::placement::cost(used), deployment))
    });
    cheapest_of_each_size(context, id, all)
}

/// Processors of machines, where they are limited.
fn limited(context: Context<'_>, id: ServiceId, deployment: &Deployment) -> Decimal {
    let code = &context.catalog.site(deployment.site).code;
    let is_limited = context
        .topology
        .requirements
        .iter()
        .any(|asked| matches!(&asked.rule, Rule::Quota { sites, .. } if sites.matches(code)));
    if is_limited { vcpus(context, id, deployment) } else { Decimal::ZERO }
}

fn cheapest_of_each_size(
    context: Context<'_>,
    id: ServiceId,
    all: impl Iterator<Item = (Usd, Deployment)>,
) -> Vec<(Usd, Deployment)> {
    let mut best: BTreeMap<Decimal, (Usd, Deployment)> = BTreeMap::new();
    for one in all {
        let known = best.entry(limited(context, id, &one.1)).or_insert_with(|| one.clone());
        if one.0 < known.0 {
            *known = one;
        }
    }
    best.into_values().collect()
}

/// Whether a deployment uses hours of nodes that are paid for already.
fn is_owned(context: Context<'_>, id: ServiceId, deployment: &Deployment) -> bool {
    let used = deployment_usage(context, id, deployment).unwrap_or_default();
    used.iter().any(|usage| usage.purchase.is_some() && usage.tariff.sole_price().is_none())
}

/// Loads of up to twice the demand and one more, level by level.
fn loads(service: &Service) -> Vec<Load> {
    let Demand::Vm(vm) = &service.demand else { return vec![Load::constant(1)] };
    let levels = vm.load.levels();
    let counts: Vec<Vec<u32>> = levels.iter().map(|l| (1..=2 * l.replicas + 1).collect()).collect();
    product(&counts)
        .into_iter()
        .filter(|counts| counts.windows(2).all(|pair| pair[0] >= pair[1]))
        .map(|counts| {
            let with = |(level, replicas): (&LoadLevel, u32)| LoadLevel { replicas, ..*level };
            Load::new(levels.iter().zip(counts).map(with).collect())
        })
        .collect()
}

/// The cheapest of all SKUs, bought in all ways, and every one that is paid for already.
fn on_cheapest_hardware(
    context: Context<'_>,
    id: ServiceId,
    bare: &Deployment,
) -> Vec<(Usd, Deployment)> {
    let priced = hardware(context, id, bare).into_iter().filter_map(|hardware| {
        let deployment = Deployment { hardware, ..bare.clone() };
        let used = deployment_usage(context, id, &deployment).ok()?;
        Some((mcplan::placement::cost(used), deployment))
    });
    let (mut kept, others): (Vec<_>, Vec<_>) =
        priced.partition(|(_, deployment)| is_owned(context, id, deployment));
    kept.extend(cheapest_of_each_size(context, id, others.into_iter()));
    kept
}

/// What every node must have: where it is sold, its processors and memory, architectures, and whether it
/// may be interrupted; and how many there are.
struct Asked {
    list: NodeList,
    cpu: Decimal,
    memory: Data,
    archs: Vec<Arch>,
    spot: bool,
    nodes: Load,
}

fn asked(context: Context<'_>, id: ServiceId, bare: &Deployment) -> Option<Asked> {
    if let Demand::Vm(vm) = &context.topology.service(id).demand {
        return Some(Asked {
            list: NodeList::Vm,
            cpu: vm.cpu,
            memory: vm.memory,
            archs: vm.arch.clone(),
            spot: vm.interruptible,
            nodes: bare.load.clone(),
        });
    }
    let nodes = context.catalog.realisation(bare.realisation?).nodes.as_ref()?;
    let values = Needs::of(context.topology, id).at(bare);
    let count = u32::try_from(nodes.count.value(&values)?.ceil()).unwrap();
    let bytes = nodes.memory_gib.value(&values)? * Decimal::from(1_u64 << 30);
    Some(Asked {
        list: nodes.list,
        cpu: nodes.vcpu.value(&values)?,
        memory: Data::from_bytes(u64::try_from(bytes.ceil()).unwrap()),
        archs: Arch::ALL.to_vec(),
        spot: false,
        nodes: bare.load.map(|replicas| replicas * count),
    })
}

/// All hardware at a site that can carry a service.
fn hardware(context: Context<'_>, id: ServiceId, bare: &Deployment) -> Vec<Hardware> {
    let Some(asked) = asked(context, id, bare) else { return vec![Hardware::Managed] };
    let running = asked.nodes.clone();
    if let Some(pool) = &context.catalog.site(bare.site).pool {
        let fits = asked.archs.contains(&pool.arch)
            && asked.cpu <= pool.vcpu
            && asked.memory <= pool.memory
            && asked.list == NodeList::Vm;
        let machine = Hardware::Pool { vcpu: asked.cpu, memory: asked.memory, running };
        return fits.then_some(machine).into_iter().collect();
    }
    let sold_as = if asked.list == NodeList::Vm { Form::Single } else { bare.form };
    let mut all = Vec::new();
    for offer in context.catalog.offers(bare.site, asked.list) {
        let sku = context.catalog.sku(offer.sku);
        let fits =
            sku.vcpu >= asked.cpu && sku.memory >= asked.memory && asked.archs.contains(&sku.arch);
        for lots in ways_to_buy(context.topology, running.peak()) {
            let buyable = lots.iter().all(|lot| {
                offer.price(lot.purchase).is_some()
                    && (asked.spot || lot.purchase != Purchase::Spot)
            });
            if fits && buyable && offer.form == sold_as {
                all.push(Hardware::Nodes { sku: offer.sku, lots, running: running.clone() });
            }
        }
    }
    all
}

/// Every split of some nodes over one commitment (or none) and paying by the hour.
fn ways_to_buy(topology: &Topology, nodes: u32) -> Vec<Vec<Lot>> {
    let mut ways = Vec::new();
    for hourly in [Purchase::OnDemand, Purchase::Spot] {
        ways.push(vec![Lot { purchase: hourly, count: nodes }]);
        for &commitment in &topology.commitments {
            for count in 1..nodes {
                let rest = Lot { purchase: hourly, count: nodes - count };
                ways.push(vec![Lot { purchase: commitment, count }, rest]);
            }
        }
    }
    ways.extend(topology.commitments.iter().map(|&c| vec![Lot { purchase: c, count: nodes }]));
    ways
}

fn product<T: Clone>(sets: &[Vec<T>]) -> Vec<Vec<T>> {
    sets.iter().fold(vec![Vec::new()], |all, set| {
        all.iter()
            .flat_map(|start| {
                set.iter().map(move |item| start.iter().cloned().chain([item.clone()]).collect())
            })
            .collect()
    })
}
