//! Purchase options: how the hours of a node are paid for.

use super::spelled_enum;

spelled_enum! {
    /// A purchase option of a compute or database node. Prices are effective USD per hour.
    Purchase {
        /// Pay as you go, per hour of use.
        OnDemand = "on-demand",
        /// Interruptible spare capacity, per hour of use.
        Spot = "spot",
        /// AWS reserved instance, 1 year, nothing paid in advance.
        NoUpfront1y = "1y-no-upfront",
        /// AWS reserved instance, 3 years, nothing paid in advance.
        NoUpfront3y = "3y-no-upfront",
        /// AWS reserved instance, 1 year, all paid in advance.
        AllUpfront1y = "1y-all-upfront",
        /// AWS reserved instance, 3 years, all paid in advance.
        AllUpfront3y = "3y-all-upfront",
        /// Azure savings plan for compute, 1 year.
        SavingsPlan1y = "1y-savings-plan",
        /// Azure savings plan for compute, 3 years.
        SavingsPlan3y = "3y-savings-plan",
        /// Azure reserved instance, 1 year.
        Reserved1y = "1y-reserved",
        /// Azure reserved instance, 3 years.
        Reserved3y = "3y-reserved",
    }
}

impl Purchase {
    /// The commitment term in months; `None` for options without a commitment.
    #[must_use]
    pub const fn term_months(self) -> Option<u32> {
        match self {
            Purchase::OnDemand | Purchase::Spot => None,
            Purchase::NoUpfront1y
            | Purchase::AllUpfront1y
            | Purchase::SavingsPlan1y
            | Purchase::Reserved1y => Some(12),
            Purchase::NoUpfront3y
            | Purchase::AllUpfront3y
            | Purchase::SavingsPlan3y
            | Purchase::Reserved3y => Some(36),
        }
    }

    /// Whether every hour of the month is paid for, used or not.
    #[must_use]
    pub const fn is_commitment(self) -> bool {
        self.term_months().is_some()
    }
}
