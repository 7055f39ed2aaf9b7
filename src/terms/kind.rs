//! What can be placed: service kinds, processor architectures and the forms in which an offer is sold.

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
        /// Object storage.
        ObjectStore = "object-store",
        /// A layer-7 load balancer.
        LoadBalancer = "load-balancer",
    }
}

impl Kind {
    /// The database engine of a database kind.
    #[must_use]
    pub const fn engine(self) -> Option<Engine> {
        match self {
            Kind::Postgres => Some(Engine::Postgres),
            Kind::Mysql => Some(Engine::Mysql),
            Kind::Vm | Kind::ObjectStore | Kind::LoadBalancer => None,
        }
    }
}

spelled_enum! {
    /// A managed database engine.
    Engine {
        /// `PostgreSQL`.
        Postgres = "postgres",
        /// `MySQL`.
        Mysql = "mysql",
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
