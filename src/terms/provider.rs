//! Who runs a site.

use super::spelled_enum;

spelled_enum! {
    /// The provider of a site. All on-premises sites together count as one provider.
    Provider {
        /// Amazon Web Services.
        Aws = "aws",
        /// Microsoft Azure.
        Azure = "azure",
        /// The user's own data centres.
        OnPrem = "onprem",
    }
}
