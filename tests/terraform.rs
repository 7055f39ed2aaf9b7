//! Terraform for placements made by hand: golden files, security rules against flows, hostile names.
//!
//! Whether real Terraform takes the files is checked by the continuous integration, which has it.

#[path = "terraform/cases.rs"]
mod cases;
#[path = "terraform/federation.rs"]
mod federation;
#[path = "terraform/golden.rs"]
mod golden;
#[path = "terraform/hcl.rs"]
mod hcl;
#[path = "terraform/kinds_aws1.rs"]
mod kinds_aws1;
#[path = "terraform/kinds_aws2.rs"]
mod kinds_aws2;
#[path = "terraform/kinds_az1.rs"]
mod kinds_az1;
#[path = "terraform/kinds_az2.rs"]
mod kinds_az2;
#[path = "terraform/kinds_own.rs"]
mod kinds_own;
#[path = "terraform/links.rs"]
mod links;
#[path = "terraform/manifests.rs"]
mod manifests;
#[path = "terraform/random.rs"]
mod random;
#[path = "terraform/rules/mod.rs"]
mod rules;
#[path = "terraform/schema.rs"]
mod schema;
#[path = "terraform/setup.rs"]
mod setup;
#[path = "terraform/sketch.rs"]
mod sketch;
#[path = "terraform/sweep_job.rs"]
mod sweep_job;
#[path = "terraform/switch.rs"]
mod switch;
#[path = "terraform/text.rs"]
mod text;
#[path = "terraform/world.rs"]
mod world;
