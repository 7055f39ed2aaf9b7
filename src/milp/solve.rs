//! The solve: match, relax, search, prune, finish with the solver, verify. Knows the order, not the steps.
//!
//! At any time there is an incumbent (verified), a bound (no placement costs less) and so a gap.

use std::sync::mpsc;
use std::time::Duration;

use crate::placement::{
    Candidates, Context, InForce, Placement, Verified, broken_journey, candidates, verify,
};
use crate::plan::{Rule, ServiceId, Topology};
use crate::units::{Decimal, Usd};

use super::ascent::{Ascent, Goal, Start};
use super::backend::{self, Limits, Solved, Solver, Unsolved};
use super::formulate::{Formulation, formulate};
use super::journeys::hosts;
use super::model::Model;
use super::numbers::{to_f64, to_usd_floor};
use super::outcome::{Outcome, Spent, Status, Work};
use super::problem::{Kept, Maker, Problem};
use super::prune::{remaining, worthwhile};
use super::relax::{Multipliers, Relaxation, Relaxer};
use super::search::search;
use super::survey::{Room, Shortlist, Survey};
use super::watch::{Progress, Stage, Watch};

/// What to solve for and when to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Relative gap that is good enough, such as 0.001.
    pub gap: Decimal,
    /// Time for the whole solve, if limited.
    pub time_limit: Option<Duration>,
    /// The back end that finishes.
    pub solver: Solver,
}

/// Tells the time since the start of the run. The clock itself belongs to the command layer.
pub type Stopwatch<'a> = &'a (dyn Fn() -> Duration + Sync);

/// Small problems in which a first placement is looked for.
const FIRST_LOOKS: usize = 3;

/// Problems that are made, each of what the bounds of the one before left.
const ROUNDS_MAX: usize = 12;

/// Another round is made if at least one of so many options is gone, or no more than this part of the gap is left.
const NARROWER: usize = 8;
const NEARER: f64 = 0.9;

/// Numbers that an ascent may look at for a first placement, and for the proof.
const GLANCE: usize = 3_000_000;
const STUDY: usize = 1_500_000_000;

/// Problems of up to this many numbers are bounded beyond the asked gap: what is left of them can be solved to the end.
const SMALL: usize = 300_000;

/// The part of what units cost at the best point known at which floors of what is put aside are made: prices may still
/// fall so far.
const ROOM_TO_FALL: f64 = 0.8;

/// Models up to this many columns are solved to the end even when the asked gap is proven already.
const POLISH_COLUMNS_MAX: usize = 1_500;

/// Dollars a month by which a cost and a bound may differ for no other reason than that solvers work in
/// floats: a hundredth of a cent.
const NOISE_USD: f64 = 1e-4;

/// How long it may take until the back end is left when it is told to stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// Solutions of the model that may be refused before the solve gives up.
const REFUSALS_MAX: usize = 20;

/// The cheapest placement that meets every requirement, with its proof.
#[must_use]
pub fn solve(context: Context<'_>, options: Options, stopwatch: Stopwatch<'_>) -> Outcome {
    watched(context, options, &stopwatch)
}

/// The same, watched by somebody.
#[must_use]
pub fn watched(context: Context<'_>, options: Options, watch: &dyn Watch) -> Outcome {
    let started = watch.elapsed();
    watch.tell(Progress { stage: Stage::Matching, incumbent: None, bound: None, gap: None });
    let in_force = InForce::all(context.topology);
    let candidates = candidates(context, &in_force);
    let matched = watch.elapsed();
    let mut run = Run::new(context, in_force, &candidates, options, watch);
    let ending = run.optimise();
    let mut outcome = run.outcome(ending);
    outcome.spent.matching = matched.saturating_sub(started);
    outcome.spent.solving =
        watch.elapsed().saturating_sub(matched).saturating_sub(outcome.spent.verifying);
    outcome
}

/// The same among some candidates, which were matched before.
#[must_use]
pub fn solve_among(
    context: Context<'_>,
    candidates: &Candidates<'_>,
    options: Options,
    stopwatch: Stopwatch<'_>,
) -> Outcome {
    let in_force = InForce::all(context.topology);
    let mut run = Run::new(context, in_force, candidates, options, &stopwatch);
    let ending = run.optimise();
    run.outcome(ending)
}

/// Whether the requirements in force can be met at all; `None` if that could not be told.
#[must_use]
pub fn is_feasible(
    context: Context<'_>,
    in_force: &InForce,
    candidates: &Candidates<'_>,
    options: Options,
    stopwatch: Stopwatch<'_>,
) -> Option<bool> {
    let mut run = Run::new(context, in_force.clone(), candidates, options, &stopwatch);
    run.any_will_do = true;
    match run.optimise() {
        Ending::Infeasible => Some(false),
        Ending::Ended | Ending::GaveUp => run.incumbent.is_some().then_some(true),
    }
}

/// How an optimisation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// With all that could be proven.
    Ended,
    /// With the proof that there is no placement.
    Infeasible,
    /// At a limit.
    GaveUp,
}

/// A placement in hand.
struct Incumbent {
    verified: Option<Verified>,
    cost: f64,
}

struct Run<'a, 'c> {
    context: Context<'a>,
    in_force: InForce,
    candidates: &'c Candidates<'a>,
    options: Options,
    watch: &'c dyn Watch,
    started: Duration,
    incumbent: Option<Incumbent>,
    bound: f64,
    work: Work,
    verifying: Duration,
    /// Stop at the first placement: only feasibility is asked.
    any_will_do: bool,
}

impl<'a, 'c> Run<'a, 'c> {
    fn new(
        context: Context<'a>,
        in_force: InForce,
        candidates: &'c Candidates<'a>,
        options: Options,
        watch: &'c dyn Watch,
    ) -> Self {
        let arrangements = candidates.services.iter().map(|s| s.arrangements.len()).sum();
        Run {
            context,
            in_force,
            candidates,
            options,
            watch,
            started: watch.elapsed(),
            incumbent: None,
            bound: 0.0,
            work: Work { offers: candidates.offers, arrangements, ..Work::default() },
            verifying: Duration::ZERO,
            any_will_do: false,
        }
    }

    fn optimise(&mut self) -> Ending {
        let (mut maker, whole) = Maker::new(self.context, &self.in_force, self.candidates);
        if whole.is_empty() {
            return Ending::Infeasible;
        }
        self.tell(Stage::Surveying);
        let Some(survey) = Survey::of(&mut maker, &whole, Multipliers::guess(&whole).unit) else {
            return Ending::Infeasible;
        };
        self.raise_bound(survey.bound());
        self.tell(Stage::Searching);
        let from = self.first_incumbent(&mut maker, &whole, &survey);
        if self.any_will_do && self.incumbent.is_some() {
            return Ending::Ended;
        }
        self.finish(&mut maker, &whole, survey, &from)
    }

    /// No placement above this is of interest: the incumbent's cost, or the budget.
    fn cutoff(&self) -> f64 {
        let budget = self.in_force.iter(self.context.topology).filter_map(|(_, r)| match r.rule {
            Rule::Budget(limit) => Some(to_f64(limit.dollars())),
            _ => None,
        });
        let incumbent = self.incumbent.as_ref().map(|incumbent| incumbent.cost);
        budget.chain(incumbent).fold(f64::INFINITY, f64::min)
    }

    /// Looks for a placement among the cheapest options of each service, more of them each time. Returns multipliers
    /// that are good there.
    fn first_incumbent(
        &mut self,
        maker: &mut Maker<'_>,
        whole: &Problem,
        survey: &Survey,
    ) -> Multipliers {
        let mut room = Room::for_first(whole);
        let mut from = Multipliers::guess(whole);
        for _ in 0..FIRST_LOOKS {
            let shortlist =
                survey.shortlist(whole, &maker.ties, self.cutoff(), room, &whole.all_options());
            let mut small = maker.linked(whole, &shortlist.kept, false);
            small.tighten();
            if !small.is_empty() {
                let relaxer = Relaxer::new(&small, None);
                let goal = self.goal(GLANCE, relaxer.size());
                let starts = Start::everywhere(&relaxer, &from);
                let hints =
                    Ascent::of(&relaxer, &starts, goal, &|| self.out_of_time()).map(|ascent| {
                        self.work.numbers += ascent.numbers;
                        ascent
                            .starts(&relaxer)
                            .into_iter()
                            .take(1)
                            .for_each(|best| from = best.from);
                        ascent.hints
                    });
                self.look(&small, &hints.unwrap_or_default());
            }
            // With nothing put aside, the full problem is as quick, and it proves something.
            if self.incumbent.is_some() || self.out_of_time() || shortlist.aside.is_none() {
                break;
            }
            room = room.larger();
        }
        from
    }

    /// What an ascent is to look for in a problem of some size.
    fn goal(&self, numbers: usize, size: usize) -> Goal {
        let gap = if size > SMALL { to_f64(self.options.gap) } else { 0.0 };
        let cutoff = self.cutoff();
        Goal { cutoff, enough: cutoff - gap * cutoff.abs() / 2.0, numbers }
    }

    fn look(&mut self, problem: &Problem, hints: &[Vec<usize>]) {
        if let Some(found) = search(problem, hints, &|| self.out_of_time()) {
            // What is refused here may still lead the solver to something better.
            let _ = self.consider(problem, &found.options, found.cost);
        }
    }

    /// Takes a placement as the incumbent if it is better and verified.
    ///
    /// # Errors
    /// If it was not in order: the services, by index, whose options cannot be taken together.
    fn consider(
        &mut self,
        problem: &Problem,
        options: &[usize],
        cost: f64,
    ) -> Result<(), Vec<usize>> {
        let placement = decode(self.context.topology, self.candidates, problem, options);
        // Floats cannot tell a sum at its limit from one just above it.
        let mut rules = problem.rules.iter();
        if let Some(broken) =
            rules.find_map(|(_, rule)| broken_journey(self.context, &placement, rule))
        {
            let on_path = hosts(self.context, self.context.topology.journey(broken));
            return Err(on_path.into_iter().map(|host| host.0 as usize).collect());
        }
        if self.any_will_do {
            self.incumbent = Some(Incumbent { verified: None, cost });
            return Ok(());
        }
        let before = self.watch.elapsed();
        let verified = verify(self.context, placement);
        self.verifying += self.watch.elapsed().saturating_sub(before);
        let Ok(verified) = verified else { return Err((0..options.len()).collect()) };
        let cost = to_f64(verified.total().dollars());
        if self.incumbent.as_ref().is_none_or(|incumbent| cost < incumbent.cost) {
            self.incumbent = Some(Incumbent { verified: Some(verified), cost });
        }
        Ok(())
    }

    /// Proves what the relaxation can, of fewer and fewer options, then lets the solver finish.
    fn finish(
        &mut self,
        maker: &mut Maker<'_>,
        whole: &Problem,
        mut survey: Survey,
        from: &Multipliers,
    ) -> Ending {
        let mut alive = whole.all_options();
        let mut starts: Vec<Start> = Vec::new();
        let mut gap = f64::INFINITY;
        for round in 1..=ROUNDS_MAX {
            let known = starts.first().map_or(from, |start| &start.from);
            let shortlist = self.shortlist(maker, whole, &mut survey, known, &alive);
            let mut problem = maker.linked(whole, &shortlist.kept, shortlist.aside.is_none());
            problem.tighten();
            if problem.is_empty() {
                return self.nothing_left(shortlist.aside.is_none());
            }
            let relaxer = Relaxer::new(&problem, shortlist.aside.as_ref());
            self.tell(Stage::Bounding(problem.options()));
            let goal = self.goal(STUDY, relaxer.size());
            if starts.is_empty() {
                starts = Start::everywhere(&relaxer, from);
            }
            let Some(ascent) = Ascent::of(&relaxer, &starts, goal, &|| self.out_of_time()) else {
                return self.nothing_left(true);
            };
            self.work.numbers += ascent.numbers;
            self.raise_bound(ascent.bound);
            self.look(&problem, &ascent.hints);
            let ended = self.any_will_do && self.incumbent.is_some() || self.out_of_time();
            if ended || self.gap_reached() && relaxer.size() > SMALL {
                return Ending::Ended;
            }
            starts = ascent.starts(&relaxer);
            let Some(relaxation) = ascent.relaxation(&relaxer, self.cutoff(), false) else {
                return self.nothing_left(true);
            };
            let left = remaining(&relaxation, self.cutoff());
            let gone = whole.without(&mut alive, &problem, &left);
            let before: usize = shortlist.kept.iter().map(Vec::len).sum();
            let nearer = self.cutoff() - self.bound < gap * NEARER;
            gap = self.cutoff() - self.bound;
            if round < ROUNDS_MAX && (gone * NARROWER > before || nearer && !self.gap_reached()) {
                continue;
            }
            let Some(relaxation) = ascent.relaxation(&relaxer, self.cutoff(), true) else {
                return self.nothing_left(true);
            };
            return self.finish_with_solver(&problem, &relaxation, shortlist.aside.is_none());
        }
        Ending::GaveUp
    }

    /// The options to look at together: all that are alive if there is room for them, otherwise the cheapest, by a survey at
    /// prices that are known to be good.
    fn shortlist(
        &mut self,
        maker: &mut Maker<'_>,
        whole: &Problem,
        survey: &mut Survey,
        known: &Multipliers,
        alive: &Kept,
    ) -> Shortlist {
        let room = Room::for_all(whole, &maker.ties);
        let shortlist = survey.shortlist(whole, &maker.ties, self.cutoff(), room, alive);
        if shortlist.aside.is_none() {
            return shortlist;
        }
        let lower = known.unit.iter().map(|unit| (ROOM_TO_FALL * unit).max(0.0)).collect();
        let Some(better) = Survey::of(maker, whole, lower) else { return shortlist };
        self.raise_bound(better.bound());
        *survey = better;
        survey.shortlist(whole, &maker.ties, self.cutoff(), room, alive)
    }

    /// Nothing is left that a placement below the cutoff could be made of; whether that is a proof depends on whether
    /// anything was put aside.
    fn nothing_left(&mut self, proven: bool) -> Ending {
        if proven {
            self.raise_bound(f64::INFINITY);
        }
        if proven && self.incumbent.is_none() { Ending::Infeasible } else { Ending::Ended }
    }

    fn finish_with_solver(
        &mut self,
        problem: &Problem,
        relaxation: &Relaxation,
        all_in: bool,
    ) -> Ending {
        let worthwhile = worthwhile(problem, relaxation, self.cutoff());
        let mut formulation = formulate(problem, &worthwhile);
        self.work.columns = formulation.model.columns.len();
        self.work.rows = formulation.model.rows.len();
        if self.gap_reached() && self.work.columns > POLISH_COLUMNS_MAX {
            return Ending::Ended;
        }
        let too_large = self.work.columns > self.options.solver.columns_max();
        if too_large && self.incumbent.is_some() {
            return Ending::GaveUp;
        }
        self.tell(Stage::Finishing(self.work.columns));
        for _ in 0..REFUSALS_MAX {
            match self.solved(&formulation.model) {
                Ok(solved) => {
                    self.work.nodes += solved.nodes;
                    let Some(chosen) = formulation.chosen(&solved.values) else {
                        return Ending::GaveUp;
                    };
                    if let Some(bound) = solved.bound {
                        self.raise_bound(bound.min(relaxation.aside));
                    }
                    let cost = formulation.model.cost(&solved.values);
                    match self.consider(problem, &chosen, cost) {
                        Ok(()) if self.gap_reached() => return Ending::Ended,
                        Ok(()) => return Ending::GaveUp,
                        Err(services) => formulation.forbid(&chosen, &services),
                    }
                }
                // With an incumbent in hand the model has a solution, whatever the back end says.
                Err(Unsolved::Infeasible) if self.incumbent.is_none() && all_in => {
                    return Ending::Infeasible;
                }
                Err(_) => return Ending::GaveUp,
            }
        }
        Ending::GaveUp
    }

    /// The answer of the back end, or none if it is told to stop before: back ends cannot be told, so they are left.
    fn solved(&self, model: &Model) -> Result<Solved, Unsolved> {
        let limits = Limits { gap: to_f64(self.options.gap), time: self.time_left() };
        let (model, solver) = (model.clone(), self.options.solver);
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(backend::solve(&model, solver, limits)));
        loop {
            match receiver.recv_timeout(PATIENCE) {
                Ok(answer) => return answer,
                Err(mpsc::RecvTimeoutError::Disconnected) => return Err(Unsolved::Failed),
                Err(mpsc::RecvTimeoutError::Timeout) if self.watch.is_stopped() => {
                    return Err(Unsolved::GaveUp);
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn tell(&self, stage: Stage) {
        let incumbent = self.incumbent.as_ref().and_then(|known| known.verified.as_ref());
        let incumbent = incumbent.map(Verified::total);
        let bound = to_usd_floor(self.bound).filter(|bound| *bound > Usd::ZERO);
        let gap = incumbent.zip(bound).map(|(total, bound)| relative_gap(total, bound.min(total)));
        self.watch.tell(Progress { stage, incumbent, bound, gap });
    }

    fn raise_bound(&mut self, bound: f64) {
        self.bound = self.bound.max(bound.min(self.cutoff()));
    }

    fn gap_reached(&self) -> bool {
        self.incumbent.as_ref().is_some_and(|incumbent| {
            incumbent.cost - self.bound <= to_f64(self.options.gap) * incumbent.cost + NOISE_USD
        })
    }

    fn time_left(&self) -> Option<Duration> {
        let spent = self.watch.elapsed().saturating_sub(self.started);
        self.options
            .time_limit
            .map(|limit| limit.saturating_sub(spent).max(Duration::from_millis(1)))
    }

    fn out_of_time(&self) -> bool {
        let spent = self.watch.elapsed().saturating_sub(self.started);
        self.watch.is_stopped() || self.options.time_limit.is_some_and(|limit| spent >= limit)
    }

    fn outcome(self, ending: Ending) -> Outcome {
        let reached = self.gap_reached();
        let status = match (&self.incumbent, ending) {
            (Some(_), _) if reached => Status::Optimal,
            (Some(_), _) => Status::Feasible,
            (None, Ending::Infeasible) => Status::Infeasible,
            (None, _) => Status::Unknown,
        };
        let verified = self.incumbent.and_then(|incumbent| incumbent.verified);
        let total = verified.as_ref().map(Verified::total);
        let bound = total.and_then(|total| to_usd_floor(self.bound).map(|bound| bound.min(total)));
        Outcome {
            status,
            gap: total.zip(bound).map(|(total, bound)| relative_gap(total, bound)),
            bound,
            verified,
            solver: self.options.solver.name(),
            work: self.work,
            spent: Spent { verifying: self.verifying, ..Spent::default() },
        }
    }
}

/// (cost - bound) / cost, rounded up to nine places.
fn relative_gap(total: Usd, bound: Usd) -> Decimal {
    if total == Usd::ZERO {
        return Decimal::ZERO;
    }
    let gap = (total - bound).dollars() / total.dollars();
    gap.round_dp_with_strategy(9, rust_decimal::RoundingStrategy::ToPositiveInfinity)
}

/// The placement that some options stand for.
fn decode(
    topology: &Topology,
    candidates: &Candidates<'_>,
    problem: &Problem,
    options: &[usize],
) -> Placement {
    let arrangement = |id: ServiceId| {
        let at = topology.host_of(id).0 as usize;
        let (service, choice) = (&candidates.services[at], &problem.services[at]);
        let candidate = &service.arrangements[choice.options[options[at]].candidate];
        if topology.host_of(id) == id {
            service.arrangement(candidate)
        } else {
            service.hosted_arrangement(candidate, id)
        }
    };
    Placement { arrangements: topology.service_ids().map(arrangement).collect() }
}

impl Formulation {
    /// The option of each service that some values stand for; `None` if they are not near whole numbers.
    fn chosen(&self, values: &[f64]) -> Option<Vec<usize>> {
        const NEAR: f64 = 1e-4;
        let option = |columns: &Vec<Option<super::model::ColumnId>>| {
            let value = |o: usize| columns[o].map_or(0.0, |column| values[column.0]);
            (0..columns.len()).find(|&o| (value(o) - 1.0).abs() < NEAR)
        };
        self.options.iter().map(option).collect()
    }

    /// Adds a row that excludes one combination of the options of some services, which was refused.
    fn forbid(&mut self, chosen: &[usize], services: &[usize]) {
        let columns = services.iter().filter_map(|&i| self.options[i][chosen[i]]);
        let terms: Vec<_> = columns.map(|column| (column, 1.0)).collect();
        let most = terms.len().saturating_sub(1);
        let most = f64::from(u32::try_from(most).unwrap_or(u32::MAX));
        let (tag, sense) = (super::model::Tag::Definition, super::model::Sense::Le);
        self.model.row("refused".to_owned(), tag, terms, sense, most);
    }
}
