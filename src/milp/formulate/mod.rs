//! From the problem to a model: one file for each family of rows.
//!
//! In OR notation (docs/model.md has the whole), over the sets I of services, A(i) of options, P(i) of
//! patterns and L of links:
//!
//! ```text
//! x[i,a] in {0,1}   service i takes option a       g[l,p,q] >= 0     link l has the patterns p and q
//! s[k,t] >= 0       use within tier t of pool k    b[k,t] in {0,1}   tier t is reached
//! y[o]   >= 0       o is opened
//! min   sum c[i,a] x[i,a] + sum c[l,p,q] g[l,p,q] + sum price[k,t] s[k,t] + sum c[o] y[o]
//! ```

mod draft;
mod limits;
mod links;
mod openings;
mod pools;
mod products;

pub use draft::{Formulation, Traffic, Worthwhile, formulate, formulate_all};

use draft::Draft;
