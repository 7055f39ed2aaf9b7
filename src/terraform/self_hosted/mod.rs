//! What is installed on machines that serve a product of their own: text for cloud-init.
//!
//! Each product has a recipe: packages of a pinned major version, a configuration with TLS and authentication, its
//! data on the data disk. No recipe holds a secret: until its certificate is there, a service does not start, and
//! [`by_hand()`] says what its owners bring. How a provider starts machines is the provider's part.

mod cloud;
mod cluster;
mod databases;
mod messages;
mod recipe;
mod services;
mod stores;
mod user_data;

pub use cloud::{ask_for_machines, count, keeps_data, members, names_file, stem, told, zone};
pub use user_data::{Disk, Host, UBUNTU, by_hand, clients, user_data};
