//! Facility location: the formats of `cap41` to `cap134` and of `capa`, `capb`, `capc`.
//!
//! Sites and customers; for each site its capacity and what opening it costs; for each customer its demand and what
//! serving all of it from each site costs.

use crate::units::Decimal;

use super::instance::{Instance, Service, Wish, numbered};
use super::pieces::pieces;
use super::read::{Numbers, Read};

struct Facilities {
    capacity: Vec<Option<u64>>,
    opening: Vec<Decimal>,
}

struct Customer {
    demand: u64,
    cost: Vec<Decimal>,
}

/// Reads an instance in which capacities say nothing.
pub fn uncapacitated(numbers: &mut Numbers<'_>, wish: &Wish<'_>) -> Read<Instance> {
    let (facilities, customers) = both(numbers, &Wish { capacity: None, ..*wish }, false)?;
    let many = customers.len();
    let service = |(at, customer): (usize, Customer)| Service {
        name: numbered('c', at, many),
        cost: customer.cost,
        takes: Vec::new(),
    };
    Ok(Instance {
        name: wish.name.to_owned(),
        notes: vec![format!(
            "Uncapacitated facility location: {many} customers, {} sites.",
            facilities.opening.len()
        )],
        services: customers.into_iter().enumerate().map(service).collect(),
        opening: facilities.opening,
        held: None,
        most_sites: None,
    })
}

/// Reads an instance with capacities; customers come in pieces unless they must not be split.
pub fn capacitated(numbers: &mut Numbers<'_>, wish: &Wish<'_>) -> Read<Instance> {
    let (facilities, customers) = both(numbers, wish, true)?;
    let sites = facilities.opening.len();
    let mut notes = vec![format!(
        "Capacitated facility location: {} customers, {sites} sites.",
        customers.len()
    )];
    notes.push(if wish.single_source {
        "Each customer is served from one site. The library's optimum is of the problem in which customers may be\n\
         split, and is a lower bound only."
            .to_owned()
    } else {
        "The library's optimum is of the problem in which customers may be split. A service is not split, so each\n\
         customer is several: pieces of 1, 2, 4, ... units and a rest, which split it between two sites in any\n\
         whole units."
            .to_owned()
    });
    let many = customers.len();
    let services = customers.into_iter().enumerate().flat_map(|(at, customer)| {
        let name = numbered('c', at, many);
        let whole = vec![customer.demand];
        let parts = if wish.single_source { whole } else { pieces(customer.demand) };
        let named = move |piece: usize| {
            if wish.single_source { name.clone() } else { format!("{name}-{}", piece + 1) }
        };
        parts.into_iter().enumerate().map(move |(piece, size)| Service {
            name: named(piece),
            cost: customer.cost.iter().map(|cost| part(*cost, size, customer.demand)).collect(),
            takes: vec![size; sites],
        })
    });
    Ok(Instance {
        name: wish.name.to_owned(),
        notes,
        services: services.collect(),
        opening: facilities.opening,
        held: facilities.capacity.into_iter().collect(),
        most_sites: None,
    })
}

/// A part of a cost.
fn part(cost: Decimal, size: u64, of: u64) -> Decimal {
    if size == of { cost } else { cost * Decimal::from(size) / Decimal::from(of) }
}

fn both(
    numbers: &mut Numbers<'_>,
    wish: &Wish<'_>,
    limited: bool,
) -> Read<(Facilities, Vec<Customer>)> {
    let sites = numbers.count("the number of sites")?;
    let customers = numbers.count("the number of customers")?;
    let mut facilities = Facilities { capacity: Vec::new(), opening: Vec::new() };
    for _ in 0..sites {
        facilities.capacity.push(capacity(numbers, wish, limited)?);
        facilities.opening.push(numbers.number("what opening a site costs")?);
    }
    let customer = |_| {
        let demand = if limited {
            numbers.whole("the demand of a customer")?
        } else {
            numbers.number("the demand of a customer").map(|_| 0)?
        };
        let cost = numbers.numbers(sites, "what serving a customer from a site costs")?;
        Ok(Customer { demand, cost })
    };
    let customers = (0..customers).map(customer).collect::<Read<Vec<Customer>>>()?;
    Ok((facilities, customers))
}

/// The capacity of a site; none where capacities say nothing.
fn capacity(numbers: &mut Numbers<'_>, wish: &Wish<'_>, limited: bool) -> Read<Option<u64>> {
    const WHAT: &str = "the capacity of a site";
    if !limited {
        return numbers.word(WHAT).map(|_| None);
    }
    let mut ahead = numbers.ahead();
    let (word, span) = ahead.word(WHAT)?;
    if word.chars().all(|c| c.is_ascii_alphabetic()) {
        *numbers = ahead;
        let open = || {
            let found =
                super::read::mistake(span, "the file leaves the capacity of its sites open");
            Box::new(found.hint("say it with --capacity, as in --capacity 8000"))
        };
        return wish.capacity.map(|capacity| Some(u64::from(capacity))).ok_or_else(open);
    }
    numbers.whole(WHAT).map(Some)
}
