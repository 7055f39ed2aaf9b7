//! What a charge is for.

use super::spelled_enum;

spelled_enum! {
    /// What a charge is for, in the order of bills.
    Category {
        /// Virtual machines and processors.
        Compute = "compute",
        /// Kubernetes control planes.
        Kubernetes = "kubernetes",
        /// Functions and containers without machines.
        Serverless = "serverless",
        /// Nodes and storage of managed databases.
        Database = "database",
        /// Managed caches.
        Cache = "cache",
        /// Disks of machines.
        BlockStorage = "block-storage",
        /// Object storage and its requests.
        ObjectStorage = "object-storage",
        /// Shared file systems.
        FileStorage = "file-storage",
        /// Queues, topics and event streams.
        Messaging = "messaging",
        /// Load balancers.
        LoadBalancer = "load-balancer",
        /// Addresses, gateways, names and links between sites.
        Network = "network",
        /// What stands at the edge: content delivery, gateways for interfaces and devices.
        Edge = "edge",
        /// Keys, secrets, firewalls, guarded ways in.
        Security = "security",
        /// Metrics, logs and traces.
        Monitoring = "monitoring",
        /// Traffic between zones, sites and the internet.
        Transfer = "transfer",
        /// Data kept in step between sites.
        Replication = "replication",
        /// Backups at a recovery site.
        Backup = "backup",
        /// Capacity that is kept for what is started after a loss.
        Reservation = "reservation",
        /// The organisation's own cost of running something.
        Operations = "operations",
        /// What outages are expected to cost the organisation.
        Downtime = "downtime",
    }
}
