//! What can be placed: service kinds with the traits that all layers share, architectures and forms.

use super::spelled_enum;

spelled_enum! {
    /// The kind of a service: what the plan asks for, in the kind's own terms of demand.
    Kind {
        /// Virtual machines, one per replica.
        Vm = "vm",
        /// A `PostgreSQL` database.
        Postgres = "postgres",
        /// A `MySQL` database.
        Mysql = "mysql",
        /// A SQL Server database.
        Sqlserver = "sqlserver",
        /// A document database, such as `MongoDB`.
        DocumentDb = "document-db",
        /// An in-memory cache, such as Redis.
        Cache = "cache",
        /// A column store for analytics, such as `ClickHouse`.
        AnalyticsDb = "analytics-db",
        /// A search engine, such as Elasticsearch.
        Search = "search",
        /// Object storage.
        ObjectStore = "object-store",
        /// A shared file system.
        FileStore = "file-store",
        /// A message queue: each message goes to one consumer.
        Queue = "queue",
        /// Publish and subscribe: each message goes to every subscriber.
        Pubsub = "pubsub",
        /// A log of events that can be read again, such as Kafka.
        EventStream = "event-stream",
        /// A Kubernetes cluster, as large as its workloads need.
        Kubernetes = "kubernetes",
        /// A workload that runs in a Kubernetes cluster of the plan.
        Workload = "workload",
        /// Code that runs per request.
        Function = "function",
        /// Containers without machines to look after.
        Container = "container",
        /// A load balancer on layer 4 or 7.
        LoadBalancer = "load-balancer",
        /// A gateway for programming interfaces.
        ApiGateway = "api-gateway",
        /// A content delivery network.
        Cdn = "cdn",
        /// Zones of names, with health-checked failover.
        Dns = "dns",
        /// A firewall for web requests, before an entry of the plan.
        WebFirewall = "web-firewall",
        /// Protection from floods, before an entry of the plan.
        DdosProtection = "ddos-protection",
        /// Keys and secrets.
        Secrets = "secrets",
        /// Metrics, logs and traces.
        Monitoring = "monitoring",
        /// The entry for devices.
        IotGateway = "iot-gateway",
        /// Machines at every one of several places, near to what they serve.
        Edge = "edge",
        /// The guarded way in for administrators.
        Bastion = "bastion",
    }
}

impl Kind {
    /// The database engine of a relational database.
    #[must_use]
    pub const fn engine(self) -> Option<Engine> {
        match self {
            Kind::Postgres => Some(Engine::Postgres),
            Kind::Mysql => Some(Engine::Mysql),
            Kind::Sqlserver => Some(Engine::Sqlserver),
            _ => None,
        }
    }

    /// Whether the plan says how many replicas there are, so that a loss leaves some of them.
    #[must_use]
    pub const fn has_replicas(self) -> bool {
        matches!(self, Kind::Vm | Kind::Container | Kind::Workload | Kind::Edge)
    }

    /// Whether it runs on machines that are named one by one, so that sizes and purchases are its own.
    #[must_use]
    pub const fn is_machine(self) -> bool {
        matches!(self, Kind::Vm | Kind::Edge)
    }

    /// Whether it keeps data with one writer: a second active site would need conflict resolution.
    #[must_use]
    pub const fn keeps_data(self) -> bool {
        matches!(
            self,
            Kind::Postgres
                | Kind::Mysql
                | Kind::Sqlserver
                | Kind::DocumentDb
                | Kind::Cache
                | Kind::AnalyticsDb
                | Kind::Search
                | Kind::ObjectStore
                | Kind::FileStore
                | Kind::Queue
                | Kind::Pubsub
                | Kind::EventStream
                | Kind::Secrets
        )
    }

    /// Whether it runs at many places of its provider at once, so that the loss of a site leaves it.
    #[must_use]
    pub const fn is_global(self) -> bool {
        matches!(self, Kind::Cdn | Kind::Dns)
    }

    /// The TCP port that a flow to it names if the plan does not say; its product may answer at another.
    #[must_use]
    pub const fn usual_port(self) -> u16 {
        match self {
            Kind::Vm | Kind::Edge | Kind::Workload | Kind::Kubernetes | Kind::Container => 8080,
            Kind::Postgres => 5432,
            Kind::Mysql => 3306,
            Kind::Sqlserver => 1433,
            Kind::DocumentDb => 27_017,
            Kind::Cache => 6379,
            Kind::AnalyticsDb => 8443,
            Kind::Search => 9200,
            Kind::FileStore => 2049,
            Kind::EventStream => 9092,
            Kind::Dns => 53,
            Kind::IotGateway => 8883,
            Kind::Bastion => 22,
            Kind::ObjectStore
            | Kind::LoadBalancer
            | Kind::ApiGateway
            | Kind::Cdn
            | Kind::Function
            | Kind::Queue
            | Kind::Pubsub
            | Kind::WebFirewall
            | Kind::DdosProtection
            | Kind::Secrets
            | Kind::Monitoring => 443,
        }
    }

    /// Whether it is a database of which a copy follows over the network of the sites.
    #[must_use]
    pub const fn is_database(self) -> bool {
        matches!(
            self,
            Kind::Postgres
                | Kind::Mysql
                | Kind::Sqlserver
                | Kind::DocumentDb
                | Kind::Cache
                | Kind::EventStream
        )
    }

    /// Whether it stands wherever another service of the plan stands, its host: a workload in its
    /// cluster, a firewall before its load balancer.
    #[must_use]
    pub const fn is_hosted(self) -> bool {
        matches!(self, Kind::Workload | Kind::WebFirewall | Kind::DdosProtection)
    }
}

spelled_enum! {
    /// A relational database engine.
    Engine {
        /// `PostgreSQL`.
        Postgres = "postgres",
        /// `MySQL`.
        Mysql = "mysql",
        /// SQL Server.
        Sqlserver = "sqlserver",
    }
}

spelled_enum! {
    /// A list of nodes that a provider sells, with SKUs and purchase options of its own.
    NodeList {
        /// Virtual machines.
        Vm = "vm",
        /// Nodes of a managed `PostgreSQL`.
        Postgres = "postgres",
        /// Nodes of a managed `MySQL`.
        Mysql = "mysql",
        /// Nodes of Aurora for `PostgreSQL`.
        AuroraPostgres = "aurora-postgres",
        /// Nodes of Aurora for `MySQL`.
        AuroraMysql = "aurora-mysql",
        /// Nodes of a managed SQL Server.
        Sqlserver = "sqlserver",
        /// Nodes of a managed Redis.
        Redis = "redis",
        /// Nodes of a managed Valkey.
        Valkey = "valkey",
        /// Nodes of a managed Memcached.
        Memcached = "memcached",
        /// Brokers of a managed Kafka.
        Kafka = "kafka",
        /// Nodes of a managed document database.
        DocumentDb = "document-db",
    }
}

spelled_enum! {
    /// A processor architecture.
    Arch {
        /// 64-bit Intel and AMD.
        X86 = "x86_64",
        /// 64-bit Arm.
        Arm = "arm64",
    }
}

spelled_enum! {
    /// How an offer is laid out over the zones of its site.
    Form {
        /// In one zone: lost with that zone.
        Single = "single",
        /// Over two or more zones: survives the loss of any one of them.
        ZoneRedundant = "zone-redundant",
    }
}
