//! From the problem to a model: one file for each family of rows.
//!
//! In OR notation (docs/model.md has the whole): sets I of services, A(i) of options, P(i) of patterns, L of
//! links. Variables: x[i,a] in {0,1}, option a of service i; g[l,p,q] >= 0, pair of patterns on link l;
//! s[k,t] >= 0, use within tier t of pool k, b[k,t] in {0,1}, tier t is reached; y[o] >= 0, o is opened.
//! Objective: min sum c[i,a] x[i,a] + sum c[l,p,q] g[l,p,q] + sum price[k,t] s[k,t] + sum c[o] y[o].

mod draft;
mod limits;
mod links;
mod openings;
mod pools;

pub use draft::{Formulation, Worthwhile, formulate};

use draft::Draft;
