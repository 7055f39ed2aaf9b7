//! Reading and checking plans, from text to topology or to the whole rendered report of mistakes.
//!
//! Names that catalogs would give come from a small gazetteer made by hand, so that these tests need none.

mod accepted;
mod examples;
mod many;
mod mistakes;
mod properties;
mod scale;
mod support;
mod syntax;
