//! Manifests for the workloads of clusters, beside the Terraform that makes the clusters.
//!
//! A folder for each cluster at each of its sites, to be built by `kubectl kustomize`. Who may talk to whom comes
//! from the same grants as security rules. Images are the reader's: a plan knows sizes, not software.

mod cluster;
mod mesh;
mod networks;
mod policies;
mod workload;
mod yaml;

pub use cluster::{clusters, files, namespace, workload_name};
