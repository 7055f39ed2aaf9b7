//! Pieces of a customer that may be served from several sites.

/// Sizes 1, 2, 4, ... and a rest that add up to a demand: some of them add up to every whole number below it, so that
/// every split between two sites in whole units is one of pieces. A demand of zero is one piece of zero.
pub fn pieces(demand: u64) -> Vec<u64> {
    let mut sizes = Vec::new();
    let (mut left, mut next) = (demand, 1);
    while left > 0 {
        let size = left.min(next);
        sizes.push(size);
        left -= size;
        next *= 2;
    }
    if sizes.is_empty() { vec![0] } else { sizes }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::pieces;

    #[test]
    fn every_whole_part_is_a_sum_of_pieces() {
        for demand in 0..200 {
            let sizes = pieces(demand);
            let mut sums = BTreeSet::from([0]);
            for size in &sizes {
                let with: Vec<u64> = sums.iter().map(|sum| sum + size).collect();
                sums.extend(with);
            }
            assert_eq!(sums, (0..=demand).collect::<BTreeSet<u64>>(), "{sizes:?}");
        }
    }
}
