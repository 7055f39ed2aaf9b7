//! A table of numbers, and least sums over its rows and columns. Knows nothing of what the numbers mean.

/// Numbers by row, then by column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    columns: usize,
    values: Vec<f64>,
}

/// Numbers that are compared side by side, so that the processor can.
const LANES: usize = 8;

impl Matrix {
    /// All the same.
    #[must_use]
    pub fn filled(rows: usize, columns: usize, value: f64) -> Self {
        Matrix { columns, values: vec![value; rows * columns] }
    }

    /// By what is told of each row and column.
    #[must_use]
    pub fn from_fn(rows: usize, columns: usize, of: impl Fn(usize, usize) -> f64) -> Self {
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        Matrix { columns, values: cells.map(|(row, column)| of(row, column)).collect() }
    }

    /// The number in a row and column.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.columns + column]
    }

    /// All numbers, row by row.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// All numbers, row by row, to be changed.
    pub fn values_mut(&mut self) -> &mut [f64] {
        &mut self.values
    }

    /// Each row, with its numbers.
    pub fn iter_rows(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.columns.max(1))
    }

    /// Each row, with its numbers to be changed.
    pub fn iter_rows_mut(&mut self) -> impl Iterator<Item = &mut [f64]> {
        self.values.chunks_exact_mut(self.columns.max(1))
    }

    /// The least number; infinite if there is none.
    #[must_use]
    pub fn least(&self) -> f64 {
        least_of(&self.values)
    }

    /// The least number in rows and columns that have finite costs.
    #[must_use]
    pub fn least_where(&self, rows: &[f64], columns: &[f64]) -> f64 {
        let of_row = |row: &[f64]| {
            let cells = row.iter().zip(columns).filter(|(_, cost)| cost.is_finite());
            cells.map(|(value, _)| *value).fold(f64::INFINITY, f64::min)
        };
        let rows = self.iter_rows().zip(rows).filter(|(_, cost)| cost.is_finite());
        rows.map(|(row, _)| of_row(row)).fold(f64::INFINITY, f64::min)
    }

    /// By column: the least sum of a row's cost and the number in that row.
    #[must_use]
    pub fn least_by_column(&self, costs: &[f64]) -> Vec<f64> {
        let mut least = vec![f64::INFINITY; self.columns];
        for (row, &cost) in self.iter_rows().zip(costs).filter(|(_, cost)| cost.is_finite()) {
            for (known, value) in least.iter_mut().zip(row) {
                let sum = cost + value;
                *known = if sum < *known { sum } else { *known };
            }
        }
        least
    }

    /// By row: the least sum of a column's cost and the number in that column.
    #[must_use]
    pub fn least_by_row(&self, costs: &[f64]) -> Vec<f64> {
        self.iter_rows().map(|row| least_sum(row, costs)).collect()
    }

    /// What is told of each row, column and number in it.
    #[must_use]
    pub fn map(&self, of: impl Fn(usize, usize, f64) -> f64) -> Matrix {
        let cells = self.values.iter().enumerate();
        let values = cells.map(|(cell, &v)| of(cell / self.columns, cell % self.columns, v));
        Matrix { columns: self.columns, values: values.collect() }
    }

    /// The lesser number of each cell of two tables of one size.
    #[must_use]
    pub fn lesser(mut self, other: &Matrix) -> Matrix {
        for (value, other) in self.values.iter_mut().zip(&other.values) {
            *value = value.min(*other);
        }
        self
    }
}

/// The least of some numbers; infinite if there is none.
#[must_use]
pub fn least_of(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(f64::INFINITY, f64::min)
}

fn least_sum(row: &[f64], costs: &[f64]) -> f64 {
    let mut lanes = [f64::INFINITY; LANES];
    let (rows, costs) = (row.chunks_exact(LANES), costs.chunks_exact(LANES));
    let (row_end, cost_end) = (rows.remainder(), costs.remainder());
    for (values, costs) in rows.zip(costs) {
        for ((known, value), cost) in lanes.iter_mut().zip(values).zip(costs) {
            let sum = value + cost;
            *known = if sum < *known { sum } else { *known };
        }
    }
    let end = row_end.iter().zip(cost_end).map(|(value, cost)| value + cost);
    end.chain(lanes).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::Matrix;

    #[test]
    fn least_sums_are_those_of_all_cells() {
        let digits = |row: usize, column: usize| (row * 37 + column * 101) % 23;
        let number = |n: usize| f64::from(u32::try_from(n).expect("small"));
        for (rows, columns) in [(1, 1), (3, 8), (5, 21), (20, 7)] {
            let matrix = Matrix::from_fn(rows, columns, |row, column| number(digits(row, column)));
            let cost = |n: usize| if n == 2 { f64::INFINITY } else { number(n * 5 % 7) };
            let of_rows: Vec<f64> = (0..rows).map(cost).collect();
            let of_columns: Vec<f64> = (0..columns).map(cost).collect();
            for (column, least) in matrix.least_by_column(&of_rows).into_iter().enumerate() {
                let sums = (0..rows).map(|row| of_rows[row] + matrix.at(row, column));
                assert!((least - sums.fold(f64::INFINITY, f64::min)).abs() < 1e-12);
            }
            for (row, least) in matrix.least_by_row(&of_columns).into_iter().enumerate() {
                let sums = (0..columns).map(|column| of_columns[column] + matrix.at(row, column));
                assert!((least - sums.fold(f64::INFINITY, f64::min)).abs() < 1e-12);
            }
        }
    }
}
