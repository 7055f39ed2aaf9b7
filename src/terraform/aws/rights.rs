//! What the identity of a unit may do.

use crate::terraform::hcl::Expr;

use super::site::statement;

/// Permissions in the making: one statement for each purpose.
#[derive(Default)]
pub struct Rights {
    rows: Vec<(&'static str, &'static [&'static str], Vec<Expr>)>,
}

impl Rights {
    /// Adds a permission.
    pub fn allow(
        &mut self,
        sid: &'static str,
        actions: &'static [&'static str],
        resources: impl IntoIterator<Item = Expr>,
    ) {
        let found = self.rows.iter().position(|(known, ..)| *known == sid);
        let row = found.unwrap_or_else(|| {
            self.rows.push((sid, actions, Vec::new()));
            self.rows.len() - 1
        });
        for resource in resources {
            if !self.rows[row].2.contains(&resource) {
                self.rows[row].2.push(resource);
            }
        }
    }

    /// The statements, keys last.
    pub fn statements(mut self) -> Vec<Vec<(&'static str, Expr)>> {
        self.rows.sort_by_key(|(sid, ..)| *sid == "Keys");
        self.rows.into_iter().map(|(sid, actions, of)| statement(sid, actions, of)).collect()
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
