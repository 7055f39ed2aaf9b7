//! Which versions of the providers the written code is for; the root and every module state them.

/// Version constraint of the AWS provider.
pub const AWS_VERSION: &str = "~> 6.26";
/// Version constraint of the Azure provider.
pub const AZURERM_VERSION: &str = "~> 4.60";
/// Version constraint of the vSphere provider.
pub const VSPHERE_VERSION: &str = "~> 2.15";
/// Version constraint of the random provider.
pub const RANDOM_VERSION: &str = "~> 3.6";
/// Version constraint of the provider of Entra.
pub const AZUREAD_VERSION: &str = "~> 3.0";
