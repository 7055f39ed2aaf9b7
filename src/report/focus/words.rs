//! mcplan's terms in the words that FOCUS 1.0 allows.

use crate::terms::{Category, Provider, Purchase};
use crate::units::Unit;

/// `ServiceCategory`.
pub(super) const fn service_category(category: Category) -> &'static str {
    match category {
        Category::Compute | Category::Kubernetes | Category::Serverless | Category::Reservation => {
            "Compute"
        }
        Category::Database | Category::Cache => "Databases",
        Category::BlockStorage
        | Category::ObjectStorage
        | Category::FileStorage
        | Category::Backup => "Storage",
        Category::Messaging => "Integration",
        Category::LoadBalancer
        | Category::Network
        | Category::Edge
        | Category::Transfer
        | Category::Replication => "Networking",
        Category::Security => "Security",
        Category::Monitoring => "Management and Governance",
        Category::Operations | Category::Downtime => "Other",
    }
}

/// `ProviderName`, `PublisherName` and `InvoiceIssuerName`, as the providers' own data sets have it.
pub(super) const fn provider(provider: Provider) -> &'static str {
    match provider {
        Provider::Aws => "AWS",
        Provider::Azure => "Microsoft",
        Provider::OnPrem => "On-premises",
    }
}

/// `PricingUnit` and `ConsumedUnit`: units are plural, the first of two singular.
pub(super) const fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Hour => "Hours",
        Unit::VcpuHour => "vCPU-Hours",
        Unit::GibHour => "GiB-Hours",
        Unit::Month => "Months",
        Unit::Gib => "GiB",
        Unit::GibMonth => "GiB-Months",
        Unit::Request => "Requests",
        Unit::CapacityHour => "Unit-Hours",
        Unit::GibSecond => "GiB-Seconds",
        Unit::VcpuSecond => "vCPU-Seconds",
        Unit::Unit => "Units",
    }
}

/// `CommitmentDiscountType`, in the provider's words.
pub(super) const fn commitment_type(purchase: Purchase) -> &'static str {
    match purchase {
        Purchase::OnDemand | Purchase::Spot => "",
        Purchase::NoUpfront1y
        | Purchase::NoUpfront3y
        | Purchase::AllUpfront1y
        | Purchase::AllUpfront3y => "Reserved Instance",
        Purchase::SavingsPlan1y | Purchase::SavingsPlan3y => "Savings Plan",
        Purchase::Reserved1y | Purchase::Reserved3y => "Reservation",
    }
}

/// `CommitmentDiscountCategory`: whether money or use is committed to.
pub(super) const fn commitment_category(purchase: Purchase) -> &'static str {
    match purchase {
        Purchase::OnDemand | Purchase::Spot => "",
        Purchase::SavingsPlan1y | Purchase::SavingsPlan3y => "Spend",
        _ => "Usage",
    }
}
