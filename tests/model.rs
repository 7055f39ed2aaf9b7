//! Exported models, read back from their files by code of the tests and solved by `good_lp`: both formats hold the same model, and
//! in both formulations its optimum is the bill of the placement that mcplan finds.

mod support;

use std::collections::BTreeMap;

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, constraint, microlp, variable};
use mcplan::milp::{Format, NoModel, Status, Traffic, Wish, export};
use mcplan::placement::Context;
use support::Case;
use support::world::{price_book, world};

/// Random worlds per run.
const CASES: u64 = 120;

/// A model as a file says it.
#[derive(Debug, Clone, Default, PartialEq)]
struct Read {
    /// Cost, upper bound and whether it is whole, by name.
    columns: BTreeMap<String, (f64, f64, bool)>,
    /// Sign, right-hand side and terms, by name.
    rows: BTreeMap<String, (String, f64, BTreeMap<String, f64>)>,
}

fn written(context: Context<'_>, format: Format, traffic: Traffic) -> Result<String, NoModel> {
    let wish = Wish { format, traffic, columns_most: 100_000 };
    export(context, wish).map(|model| model.text)
}

fn read_mps(text: &str) -> Read {
    let mut read = Read::default();
    let (mut section, mut whole) = ("", false);
    for line in text.lines().filter(|line| !line.starts_with('*')) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        if !line.starts_with(' ') {
            section = fields[0];
            continue;
        }
        let number = |at: usize| fields[at].parse::<f64>().unwrap();
        match section {
            "ROWS" if fields[0] != "N" => {
                let sign = match fields[0] {
                    "L" => "<=",
                    "G" => ">=",
                    _ => "=",
                };
                let row = (sign.to_owned(), 0.0, BTreeMap::new());
                assert!(read.rows.insert(fields[1].to_owned(), row).is_none(), "{line}");
            }
            "COLUMNS" if fields[1] == "'MARKER'" => whole = fields[2] == "'INTORG'",
            "COLUMNS" => {
                let name = fields[0].to_owned();
                let column = read.columns.entry(name.clone()).or_insert((0.0, f64::NAN, whole));
                if fields[1] == "cost" {
                    column.0 = number(2);
                } else {
                    let terms = &mut read.rows.get_mut(fields[1]).unwrap().2;
                    assert!(terms.insert(name, number(2)).is_none(), "{line}");
                }
            }
            "RHS" => read.rows.get_mut(fields[1]).unwrap().1 = number(2),
            "BOUNDS" => read.columns.get_mut(fields[2]).unwrap().1 = number(3),
            _ => {}
        }
    }
    read
}

fn read_lp(text: &str) -> Read {
    let mut read = Read::default();
    let (mut section, mut row) = ("", String::new());
    for line in text.lines().filter(|line| !line.starts_with('\\')) {
        if !line.starts_with(' ') {
            section = line;
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        match section {
            "Minimize" | "Subject To" => {
                let mut words = words.into_iter().peekable();
                if let Some(name) = words.peek().and_then(|word| word.strip_suffix(':')) {
                    row = name.to_owned();
                    read.rows.entry(row.clone()).or_default();
                    words.next();
                }
                read_terms(&mut read, &row, &mut words);
            }
            "Bounds" => {
                read.columns.entry(words[2].to_owned()).or_default().1 = words[4].parse().unwrap();
            }
            "Binaries" => {
                let column = read.columns.entry(words[0].to_owned()).or_default();
                (column.1, column.2) = (1.0, true);
            }
            other => panic!("{other} is no section of these files"),
        }
    }
    let (_, _, costs) = read.rows.remove("cost").unwrap();
    for (name, cost) in costs {
        read.columns.get_mut(&name).unwrap().0 = cost;
    }
    read
}

fn read_terms<'w>(read: &mut Read, row: &str, words: &mut impl Iterator<Item = &'w str>) {
    let row = read.rows.get_mut(row).unwrap();
    let mut sign = 1.0;
    while let Some(word) = words.next() {
        match word {
            "+" => sign = 1.0,
            "-" => sign = -1.0,
            "<=" | "=" | ">=" => {
                (row.0, row.1) = (word.to_owned(), words.next().unwrap().parse().unwrap());
            }
            factor => {
                let factor: f64 = factor.parse().unwrap();
                let column = words.next().unwrap().to_owned();
                assert!(row.2.insert(column, sign * factor).is_none(), "{row:?}");
            }
        }
    }
}

/// The optimum by the built-in back end; `None` if there is none.
fn optimum(read: &Read, turned: bool) -> Option<f64> {
    let mut variables = ProblemVariables::new();
    let mut by_name = BTreeMap::new();
    for (name, &(_, upper, whole)) in &read.columns {
        let column = variable().min(0.0).max(upper);
        let column = if whole { column.integer() } else { column };
        by_name.insert(name.as_str(), variables.add(column));
    }
    let cost: Expression =
        read.columns.iter().map(|(name, &(cost, ..))| cost * by_name[name.as_str()]).sum();
    let mut model = variables.minimise(cost.clone()).using(microlp);
    let mut rows: Vec<_> = read.rows.values().collect();
    if turned {
        rows.reverse();
    }
    for (sign, rhs, terms) in rows {
        let sum: Expression =
            terms.iter().map(|(name, &factor)| factor * by_name[name.as_str()]).sum();
        model = model.with(match sign.as_str() {
            "<=" => constraint!(sum <= *rhs),
            ">=" => constraint!(sum >= *rhs),
            _ => constraint!(sum == *rhs),
        });
    }
    match model.solve() {
        Ok(solution) => Some(solution.eval(cost)),
        Err(good_lp::ResolutionError::Infeasible) => None,
        // Simplex methods fail on unlucky numbers, and then hardly in another order.
        Err(_) if !turned => optimum(read, true),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn every_exported_model_costs_what_the_placement_costs() {
    let (mut placed, mut linked) = (0, 0);
    for seed in 0..CASES {
        let made = world(seed);
        let mut case = Case::new(&made.plan, Some(made.texts));
        if let Some(book) = price_book(seed, &made.plan) {
            case.add_prices(&book);
        }
        let outcome = case.solve("0");
        for traffic in [Traffic::Hull, Traffic::Products] {
            let mps = written(case.context(), Format::Mps, traffic);
            let lp = written(case.context(), Format::Lp, traffic);
            let (Ok(mps), Ok(lp)) = (mps, lp) else {
                assert_eq!(outcome.status, Status::Infeasible, "seed {seed}");
                continue;
            };
            let (mps, lp) = (read_mps(&mps), read_lp(&lp));
            assert_eq!(mps, lp, "seed {seed}");
            linked += usize::from(mps.columns.keys().any(|name| name.starts_with("z_")));
            let total = outcome.verified.as_ref().map(|verified| {
                verified.total().dollars().to_string().parse::<f64>().expect("a number")
            });
            let found = optimum(&mps, false);
            match (total, found) {
                (Some(total), Some(found)) => {
                    placed += 1;
                    assert!(
                        (total - found).abs() < 1e-4 * total.max(1.0),
                        "seed {seed} {traffic:?}: {total} {found}"
                    );
                }
                (total, found) => {
                    assert_eq!(total, found, "seed {seed} {traffic:?}\n{}", made.plan);
                }
            }
        }
    }
    assert!(placed > 60 && linked > 10, "{placed} optima, {linked} with products");
}

#[test]
fn the_size_is_known_before_the_model_is_made() {
    let case = (0..CASES).find_map(|seed| {
        let made = world(seed);
        let case = Case::new(&made.plan, Some(made.texts));
        (case.solve("0").status == Status::Optimal).then_some(case)
    });
    let case = case.expect("some world has a placement");
    let wish = |columns_most| Wish { format: Format::Mps, traffic: Traffic::Hull, columns_most };
    let Err(NoModel::TooLarge(columns)) = export(case.context(), wish(1)) else {
        panic!("one column is not enough")
    };
    assert!(export(case.context(), wish(columns)).is_ok());
}
