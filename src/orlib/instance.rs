//! What all kinds of instances come to: customers, sites, what serving a customer from a site costs and takes, what a
//! site costs once it is used.

use crate::diag::{Diagnostics, SourceId};
use crate::units::Decimal;

use super::assignment::{self, Sense};
use super::location;
use super::median;
use super::read::{Numbers, shown};

/// The families of instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Facility location without capacities.
    Uncapacitated,
    /// Facility location with capacities.
    Capacitated,
    /// So many medians in a network.
    PMedian,
    /// Generalised assignment.
    Assignment,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] =
        [Kind::Uncapacitated, Kind::Capacitated, Kind::PMedian, Kind::Assignment];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Uncapacitated => "uncapacitated",
            Kind::Capacitated => "capacitated",
            Kind::PMedian => "p-median",
            Kind::Assignment => "assignment",
        }
    }
}

/// What is asked of a file.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'t> {
    /// What the file holds.
    pub kind: Kind,
    /// The name of the instance.
    pub name: &'t str,
    /// Stands for the word `capacity` of files that leave it open.
    pub capacity: Option<u32>,
    /// Which of several problems of a file, from 1.
    pub problem: Option<u32>,
    /// Whether a customer is served from one site only, where the library lets it be split.
    pub single_source: bool,
    /// Whether an assignment is to cost least or to earn most; by the file's name if not said.
    pub sense: Option<Sense>,
}

/// An instance as what a placement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its name.
    pub name: String,
    /// What it is, a line each.
    pub notes: Vec<String>,
    /// By service: its name, and by site what serving it from there costs.
    pub services: Vec<Service>,
    /// By site: what using it at all costs; zeros for nothing.
    pub opening: Vec<Decimal>,
    /// By site: how much it can take in all.
    pub held: Option<Vec<u64>>,
    /// Sites in use at most.
    pub most_sites: Option<u32>,
}

/// Something to be served from one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// By site: what serving it from there costs.
    pub cost: Vec<Decimal>,
    /// By site: how much of it that takes; empty if nothing is limited.
    pub takes: Vec<u64>,
}

/// Reads an instance.
///
/// # Errors
/// The first mistake of the text.
pub fn instance(source: SourceId, text: &str, wish: &Wish<'_>) -> Result<Instance, Diagnostics> {
    let mut numbers = Numbers::of(source, text);
    let read = match wish.kind {
        Kind::Uncapacitated => location::uncapacitated(&mut numbers, wish),
        Kind::Capacitated => location::capacitated(&mut numbers, wish),
        Kind::PMedian => median::read(&mut numbers, wish),
        Kind::Assignment => assignment::read(&mut numbers, wish),
    };
    read.map(Instance::lifted).map_err(|mistake| shown(*mistake))
}

impl Instance {
    /// The same with at least one unit taken by everything: machines without processors do not exist. If something takes
    /// nothing, all is counted in units of which one more than there are services make an old one.
    fn lifted(mut self) -> Self {
        let Some(held) = &mut self.held else { return self };
        let idle = |service: &Service| service.takes.contains(&0);
        if self.services.iter().any(idle) {
            let many = self.services.len() as u64;
            for held in held.iter_mut() {
                *held = held.saturating_mul(many + 1).saturating_add(many);
            }
            for taken in self.services.iter_mut().flat_map(|service| &mut service.takes) {
                *taken = taken.saturating_mul(many + 1).max(1);
            }
        }
        // More than everybody takes there is as good as endless.
        for (site, held) in held.iter_mut().enumerate() {
            *held = (*held).min(self.services.iter().map(|service| service.takes[site]).sum());
        }
        self
    }
}

/// The name of one of several, with as many digits as the last one.
pub fn numbered(letter: char, at: usize, of: usize) -> String {
    let width = of.to_string().len();
    format!("{letter}{:0width$}", at + 1)
}
