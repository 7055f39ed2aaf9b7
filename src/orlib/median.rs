//! p-median: the format of `pmed1` to `pmed40`. Vertices, edges and p; then the edges of a network, each with its two
//! ends and its length. Every vertex is a customer and a possible site, and a way is the shortest one.

use crate::units::Decimal;

use super::instance::{Instance, Service, Wish, numbered};
use super::read::{Numbers, Read};

/// Longer than any way.
const FAR: u64 = u64::MAX / 4;

/// Reads an instance.
pub fn read(numbers: &mut Numbers<'_>, wish: &Wish<'_>) -> Read<Instance> {
    let many = numbers.count("the number of vertices")?;
    let edges = numbers.whole("the number of edges")?;
    let medians = numbers.count("the number of medians")?;
    let mut ways = vec![FAR; many * many];
    for _ in 0..edges {
        let ends = [vertex(numbers, many)?, vertex(numbers, many)?];
        let length = numbers.whole("the length of an edge")?.min(FAR / 2);
        // Where the library gives an edge twice, the last one counts.
        ways[ends[0] * many + ends[1]] = length;
        ways[ends[1] * many + ends[0]] = length;
    }
    (0..many).for_each(|at| ways[at * many + at] = 0);
    shorten(&mut ways, many);
    if ways.iter().any(|way| *way >= FAR / 2) {
        return Err(Box::new(
            numbers.wrong("the network is in several parts: some vertices cannot reach others"),
        ));
    }
    let service = |at: usize| Service {
        name: numbered('c', at, many),
        cost: ways[at * many..][..many].iter().map(|way| Decimal::from(*way)).collect(),
        takes: Vec::new(),
    };
    Ok(Instance {
        name: wish.name.to_owned(),
        notes: vec![format!("p-median: {many} vertices, of which {medians} serve all.")],
        services: (0..many).map(service).collect(),
        opening: vec![Decimal::ZERO; many],
        held: None,
        most_sites: u32::try_from(medians).ok(),
    })
}

fn vertex(numbers: &mut Numbers<'_>, many: usize) -> Read<usize> {
    let mut ahead = numbers.ahead();
    let (_, span) = ahead.word("an end of an edge")?;
    let found = numbers.count("an end of an edge")?;
    if found > many {
        let message = format!("an end of an edge must be a vertex from 1 to {many}");
        return Err(Box::new(super::read::mistake(span, &message)));
    }
    Ok(found - 1)
}

/// Makes every way the shortest one (Floyd and Warshall).
fn shorten(ways: &mut [u64], many: usize) {
    for over in 0..many {
        let second: Vec<u64> = ways[over * many..][..many].to_vec();
        for row in ways.chunks_mut(many) {
            let first = row[over];
            for (way, rest) in row.iter_mut().zip(&second) {
                *way = (*way).min(first + rest);
            }
        }
    }
}
