//! How long files and functions may be. The budgets are ceilings of what was measured in code that is
//! pleasant to read; they are there to be met with room, not to be filled.

use crate::source::Source;

const FILE_MOST: usize = 600;
const FILE_MEDIAN: usize = 150;
const FUNCTION_MOST: usize = 70;
const FUNCTION_P95: usize = 40;
const FUNCTION_MEDIAN: usize = 9;

/// The smallest of the values that this share of them does not exceed.
fn percentile(values: &[usize], percent: usize) -> usize {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

/// An offence when a figure is over its budget.
fn over(what: &str, figure: usize, budget: usize) -> Option<String> {
    (figure > budget).then(|| format!("{what} is {figure} lines, over {budget}"))
}

/// Files over the ceiling, and the median over its own.
fn files(sources: &[Source]) -> Vec<String> {
    let lengths: Vec<_> = sources.iter().map(Source::lines).collect();
    let long = sources.iter().filter_map(|source| over(&source.path, source.lines(), FILE_MOST));
    long.chain(over("the median file", percentile(&lengths, 50), FILE_MEDIAN)).collect()
}

/// Functions over the ceiling, and the distribution over its own.
fn functions(sources: &[Source]) -> Vec<String> {
    let mut lengths = Vec::new();
    let mut found = Vec::new();
    for source in sources {
        for function in source.functions() {
            lengths.push(function.lines);
            let name = format!("{}:{}: `{}`", source.path, function.line, function.name);
            found.extend(over(&name, function.lines, FUNCTION_MOST));
        }
    }
    found.extend(over("the 95th function of 100", percentile(&lengths, 95), FUNCTION_P95));
    found.extend(over("the median function", percentile(&lengths, 50), FUNCTION_MEDIAN));
    found
}

#[cfg(test)]
mod tests {
    use super::{files, functions, percentile};
    use crate::assert_none;
    use crate::repository::sources;
    use crate::source::Source;

    #[test]
    fn files_are_short() {
        assert_none(&files(&sources()));
    }

    #[test]
    fn functions_are_short() {
        assert_none(&functions(&sources()));
    }

    #[test]
    fn long_files_are_found() {
        let file = |lines| Source::new("src/plan/a.rs", &"\n".repeat(lines));
        // Over the ceiling, and as the only file it is the median as well.
        assert_eq!(files(&[file(601)]).len(), 2);
        assert_none(&files(&[file(600), file(150), file(1)]));
    }

    #[test]
    fn long_functions_are_found() {
        let function = |lines: usize| format!("fn f() {{{}}}\n", "\n".repeat(lines - 1));
        let check = |text: String| functions(&[Source::new("src/plan/a.rs", &text)]).len();
        assert_eq!(check(function(71) + &function(9).repeat(40)), 1);
        assert_eq!(check(function(41).repeat(3) + &function(9).repeat(37)), 1);
        assert_eq!(check(function(10)), 1);
        assert_eq!(check(function(70) + &function(9).repeat(40)), 0);
    }

    #[test]
    fn percentiles_are_of_the_values_themselves() {
        assert_eq!(percentile(&[4, 1, 3, 2], 50), 2);
        assert_eq!(percentile(&[1, 2, 3], 95), 3);
        assert_eq!(percentile(&[], 50), 0);
    }
}
