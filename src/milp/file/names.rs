//! Names that both formats read: letters, digits and underscores, no number and no keyword, none twice.

use std::collections::BTreeMap;

use crate::milp::model::Model;

/// Readers of either format take names of so many bytes.
const LONGEST: usize = 80;

/// Names of columns. They begin with indices, by which they differ.
pub(super) fn column_names(model: &Model) -> Vec<String> {
    model.columns.iter().map(|column| plain("", &column.name)).collect()
}

/// Names of rows; the second of one name gets a number.
pub(super) fn row_names(model: &Model) -> Vec<String> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names = Vec::with_capacity(model.rows.len());
    for row in &model.rows {
        let time = times.entry(&row.name).or_insert(0);
        *time += 1;
        // A name may not begin with the letter of an exponent, and none may be a keyword.
        let name = plain("r", &row.name);
        names.push(if *time == 1 { name } else { format!("{name}_{time}") });
    }
    names
}

/// All that is no letter or digit as one underscore, and no more than readers take.
fn plain(before: &str, name: &str) -> String {
    let mut plain = before.to_owned();
    for word in name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !plain.is_empty() {
            plain.push('_');
        }
        plain.push_str(word);
    }
    plain.truncate(LONGEST);
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_are_plain_and_short() {
        assert_eq!(plain("", "x[3,17] web-1 aws:eu-west-1"), "x_3_17_web_1_aws_eu_west_1");
        assert_eq!(plain("r", "end of pool 3"), "r_end_of_pool_3");
        assert_eq!(plain("", &format!("x[1] {}", "ü".repeat(70))), "x_1");
        assert_eq!(plain("", &"a".repeat(300)).len(), 80);
    }
}
