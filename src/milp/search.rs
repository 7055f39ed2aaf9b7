//! Good placements early: local search over the options of each service.
//!
//! Finds incumbents, proves nothing. What it returns meets all rules as far as floats can tell.

use crate::catalog::SiteId;

use super::exchange::exchanged;
use super::problem::{Choosable, Problem};
use super::state::{Layout, Score, State};

/// An option for each service, with what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Incumbent {
    /// By service: index into its options.
    pub options: Vec<usize>,
    /// Dollars a month.
    pub cost: f64,
}

/// Starting points that are improved, of those tried.
const STARTS_IMPROVED: usize = 6;

/// The same where there are many services, of which hints know more than anybody's guess.
const STARTS_OF_MANY: usize = 1;

/// More services than this are many.
const MANY: usize = 300;

/// Pairs of options along links that are tried together at most in one round.
const PAIR_MOVES_MAX: usize = 2_000_000;

/// The best placement found from some starting points until it is over; `None` if none meets all rules.
#[must_use]
pub fn search(
    problem: &Problem,
    hints: &[Vec<usize>],
    is_over: &dyn Fn() -> bool,
) -> Option<Incumbent> {
    if problem.is_empty() {
        return None;
    }
    let layout = Layout::of(problem);
    let many = problem.services.len() > MANY;
    let guessed = if many && !hints.is_empty() { Vec::new() } else { starts(problem) };
    let all = hints.iter().cloned().chain(exchanged(problem)).chain(guessed);
    let mut starts: Vec<(Score, Vec<usize>)> = all
        .map(|options| (State::new(problem, &layout, options.clone()).score(), options))
        .collect();
    starts.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    starts.dedup_by(|a, b| a.1 == b.1);
    starts
        .into_iter()
        .take(if many { STARTS_OF_MANY } else { STARTS_IMPROVED })
        .map(|(_, start)| improve(problem, &layout, start, is_over))
        .min_by(|a, b| a.0.cmp(&b.0))
        .filter(|(score, _)| score.broken <= 0.0)
        .map(|(score, options)| Incumbent { options, cost: score.cost })
}

/// Each service at its cheapest, and each service as close to one site as it can be, for every site.
fn starts(problem: &Problem) -> Vec<Vec<usize>> {
    let mut sites: Vec<SiteId> = problem
        .services
        .iter()
        .flat_map(|service| service.options.iter().flat_map(|option| option.sites.iter().copied()))
        .collect();
    sites.sort_unstable();
    sites.dedup();
    let cheapest = |keep: &dyn Fn(&Choosable, &[crate::placement::ActiveSite]) -> bool| {
        let pick = |service: &super::problem::Choice| {
            let all = service.options.iter().enumerate();
            let fit = all.filter(|(_, o)| keep(o, &service.patterns[o.pattern]));
            fit.min_by(|a, b| a.1.cost.total_cmp(&b.1.cost)).map(|(i, _)| i)
        };
        let anyway = |service: &super::problem::Choice| {
            let all = service.options.iter().enumerate();
            all.min_by(|a, b| a.1.cost.total_cmp(&b.1.cost)).map_or(0, |(i, _)| i)
        };
        problem.services.iter().map(|s| pick(s).unwrap_or_else(|| anyway(s))).collect::<Vec<_>>()
    };
    let near = sites
        .iter()
        .map(|&site| cheapest(&|_, pattern| pattern.iter().any(|active| active.site == site)));
    std::iter::once(cheapest(&|_, _| true)).chain(near).collect()
}

fn improve(
    problem: &Problem,
    layout: &Layout,
    options: Vec<usize>,
    is_over: &dyn Fn() -> bool,
) -> (Score, Vec<usize>) {
    let mut state = State::new(problem, layout, options);
    let mut best = state.score();
    loop {
        let before = best;
        for i in (0..problem.services.len()).take_while(|_| !is_over()) {
            best = move_one(&mut state, i, best);
        }
        if !best.beats(&before) {
            let mut left = PAIR_MOVES_MAX;
            for link in problem.links.iter().take_while(|_| !is_over()) {
                let moves =
                    problem.services[link.a].options.len() * problem.services[link.b].options.len();
                if moves <= left {
                    left -= moves;
                    best = move_pair(&mut state, link.a, link.b, best);
                }
            }
        }
        // What was added and taken away again leaves traces in floats.
        state = State::new(problem, layout, state.into_options());
        if !best.beats(&before) {
            return (state.score(), state.into_options());
        }
    }
}

fn move_one(state: &mut State<'_>, i: usize, mut best: Score) -> Score {
    let mut kept = state.option(i);
    for option in 0..state.options_of(i) {
        state.take(i, option);
        let tried = state.score();
        if tried.beats(&best) {
            best = tried;
            kept = option;
        }
    }
    state.take(i, kept);
    best
}

fn move_pair(state: &mut State<'_>, a: usize, b: usize, mut best: Score) -> Score {
    let mut kept = (state.option(a), state.option(b));
    for first in 0..state.options_of(a) {
        state.take(a, first);
        for second in 0..state.options_of(b) {
            state.take(b, second);
            let tried = state.score();
            if tried.beats(&best) {
                best = tried;
                kept = (first, second);
            }
        }
    }
    state.take(a, kept.0);
    state.take(b, kept.1);
    best
}
