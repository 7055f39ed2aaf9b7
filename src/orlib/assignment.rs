//! Generalised assignment: the format of `gap1` to `gap12` and `gapa` to `gapd`. The number of problems; for each its
//! agents and jobs, what a job costs or earns by agent, what it takes of an agent, and what each agent has.
//!
//! The library says of `gap1` to `gap12` what can be earned at most, and of `gapa` to `gapd` what must be paid at least.

use crate::units::Decimal;

use super::instance::{Instance, Service, Wish, numbered};
use super::read::{Numbers, Read};

/// What an assignment is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// To cost least.
    Min,
    /// To earn most.
    Max,
}

impl Sense {
    /// Both of them.
    pub const ALL: [Sense; 2] = [Sense::Min, Sense::Max];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Sense::Min => "min",
            Sense::Max => "max",
        }
    }

    /// What the library publishes for an instance of this name.
    fn of(name: &str) -> Self {
        let name = name.to_lowercase();
        let mut after = name.split("gap").skip(1);
        let is_numbered = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        if after.any(is_numbered) { Sense::Max } else { Sense::Min }
    }
}

struct Problem {
    /// By agent and job.
    worth: Vec<Vec<Decimal>>,
    takes: Vec<Vec<u64>>,
    held: Vec<u64>,
}

/// Reads one of the problems of a file.
pub fn read(numbers: &mut Numbers<'_>, wish: &Wish<'_>) -> Read<Instance> {
    let problems = numbers.count("the number of problems")?;
    let wanted = wish.problem.map_or(1, |problem| problem as usize);
    if wanted > problems || (wish.problem.is_none() && problems > 1) {
        let message = format!("the file holds {problems} problems");
        let hint = format!("choose one with --problem, from 1 to {problems}");
        return Err(Box::new(numbers.wrong(&message).hint(hint)));
    }
    for _ in 1..wanted {
        problem(numbers)?;
    }
    let problem = problem(numbers)?;
    let (agents, jobs) = (problem.held.len(), problem.takes[0].len());
    let sense = wish.sense.unwrap_or_else(|| Sense::of(wish.name));
    let mut notes = vec![format!("Generalised assignment: {agents} agents, {jobs} jobs.")];
    let all = problem.worth.iter().flatten().max().copied().unwrap_or_default() + Decimal::ONE;
    if sense == Sense::Max {
        notes.push(format!(
            "What an assignment earns at most: a job costs {all} less what it earns, so all earn {} less the cost.",
            all * Decimal::from(jobs)
        ));
    } else {
        notes.push("What an assignment costs at least.".to_owned());
    }
    let service = |job: usize| Service {
        name: numbered('j', job, jobs),
        cost: problem
            .worth
            .iter()
            .map(|by_job| if sense == Sense::Max { all - by_job[job] } else { by_job[job] })
            .collect(),
        takes: problem.takes.iter().map(|by_job| by_job[job]).collect(),
    };
    let name = match wish.problem {
        Some(problem) => format!("{}-{problem}", wish.name),
        None => wish.name.to_owned(),
    };
    Ok(Instance {
        name,
        notes,
        services: (0..jobs).map(service).collect(),
        opening: vec![Decimal::ZERO; agents],
        held: Some(problem.held),
        most_sites: None,
    })
}

fn problem(numbers: &mut Numbers<'_>) -> Read<Problem> {
    let agents = numbers.count("the number of agents")?;
    let jobs = numbers.count("the number of jobs")?;
    let worth = (0..agents).map(|_| numbers.numbers(jobs, "what a job costs or earns"));
    let worth = worth.collect::<Read<Vec<Vec<Decimal>>>>()?;
    let takes = (0..agents).map(|_| numbers.wholes(jobs, "what a job takes of an agent"));
    let takes = takes.collect::<Read<Vec<Vec<u64>>>>()?;
    let held = numbers.wholes(agents, "what an agent has")?;
    Ok(Problem { worth, takes, held })
}
