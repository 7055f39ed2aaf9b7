//! Writing HCL: expressions, blocks and files, laid out as `terraform fmt` would leave them.
//!
//! The only place where text becomes quoted HCL. Whatever comes from a plan enters as
//! [`Expr::Text`], whose escaping leaves no way out of the string; [`code`] is for references that
//! are built from identifiers of [`super::name`]. Reading HCL is not done here.

mod expr;
mod layout;
mod quote;

pub use expr::{Expr, call, code, keyed, list, object, template};
pub use layout::{Block, File};
pub use quote::plain;
