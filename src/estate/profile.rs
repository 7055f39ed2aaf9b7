//! The profiles: what kinds of applications an estate is made of, as tables.

/// What an estate is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Shops: entry, backends and their databases, with round trips that keep neighbours together, and a
    /// platform that all of them call.
    Shop,
    /// Services that call each other at random, with heavy traffic and no locality: the hardest one.
    Mesh,
    /// Data that flows in large volumes from stage to stage.
    Pipeline,
    /// The services of shops without calls between them.
    Independent,
}

impl Profile {
    /// All of them, in the order of their names in help.
    pub const ALL: [Profile; 4] =
        [Profile::Shop, Profile::Mesh, Profile::Pipeline, Profile::Independent];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Profile::Shop => "shop",
            Profile::Mesh => "mesh",
            Profile::Pipeline => "pipeline",
            Profile::Independent => "independent",
        }
    }

    /// The services of an application, of which it has the first ones.
    pub(super) const fn members(self) -> &'static [Member] {
        match self {
            Profile::Shop | Profile::Independent => SHOP,
            Profile::Mesh => MESH,
            Profile::Pipeline => PIPELINE,
        }
    }

    /// Calls within an application.
    pub(super) const fn calls(self) -> &'static [Call] {
        match self {
            Profile::Shop => SHOP_CALLS,
            Profile::Pipeline => PIPELINE_CALLS,
            Profile::Mesh | Profile::Independent => &[],
        }
    }

    /// The paths that people wait for, by members; journeys of important applications.
    pub(super) const fn journey(self) -> &'static [usize] {
        match self {
            Profile::Shop => &[0, 1, 2, 3],
            Profile::Pipeline | Profile::Mesh | Profile::Independent => &[],
        }
    }
}

/// What a member of an application is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A load balancer.
    Entry,
    /// Machines that serve.
    Server,
    /// Machines that may be taken away.
    Batch,
    /// A relational database, by kind.
    Database(&'static str),
    /// A cache.
    Cache,
    /// A store of objects.
    Store,
    /// A queue.
    Queue,
    /// A stream of events.
    Stream,
}

/// A service of an application.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) part: Part,
}

/// A call between members.
pub(super) struct Call {
    pub(super) from: usize,
    pub(super) to: usize,
    /// GB a month, about.
    pub(super) gb: u64,
    /// Percent of it that flows back.
    pub(super) reply: u64,
    /// Milliseconds that a round trip may take, if it matters.
    pub(super) rtt: Option<u64>,
    /// Whether the caller cannot serve without it.
    pub(super) required: bool,
}

const fn member(name: &'static str, part: Part) -> Member {
    Member { name, part }
}

const fn call(from: usize, to: usize, gb: u64, reply: u64, rtt: Option<u64>) -> Call {
    Call { from, to, gb, reply, rtt, required: true }
}

const fn beside(from: usize, to: usize, gb: u64, reply: u64) -> Call {
    Call { from, to, gb, reply, rtt: None, required: false }
}

const SHOP: &[Member] = &[
    member("entry", Part::Entry),
    member("web", Part::Server),
    member("orders", Part::Server),
    member("orders-db", Part::Database("postgres")),
    member("catalogue", Part::Server),
    member("catalogue-db", Part::Database("mysql")),
    member("sessions", Part::Cache),
    member("images", Part::Store),
    member("search", Part::Server),
    member("jobs", Part::Queue),
    member("mailer", Part::Batch),
    member("archive", Part::Store),
];

const SHOP_CALLS: &[Call] = &[
    call(0, 1, 2_000, 92, Some(3)),
    call(1, 2, 90, 60, Some(5)),
    call(2, 3, 70, 50, Some(3)),
    call(1, 4, 250, 85, Some(15)),
    call(4, 5, 120, 90, Some(5)),
    beside(1, 6, 150, 60),
    beside(1, 7, 1_000, 97),
    call(4, 8, 150, 85, Some(15)),
    beside(2, 9, 20, 0),
    beside(9, 10, 20, 0),
    beside(2, 11, 60, 0),
];

const MESH: &[Member] = &[
    member("a", Part::Server),
    member("b", Part::Server),
    member("c", Part::Database("postgres")),
    member("d", Part::Server),
    member("e", Part::Batch),
    member("f", Part::Server),
    member("g", Part::Database("mysql")),
    member("h", Part::Server),
    member("i", Part::Cache),
    member("j", Part::Server),
];

const PIPELINE: &[Member] = &[
    member("intake", Part::Server),
    member("buffer", Part::Stream),
    member("cleaner", Part::Server),
    member("lake", Part::Store),
    member("trainer", Part::Batch),
    member("warehouse", Part::Database("postgres")),
    member("reports", Part::Server),
    member("models", Part::Store),
];

const PIPELINE_CALLS: &[Call] = &[
    call(0, 1, 6_000, 0, None),
    call(1, 2, 6_000, 0, None),
    call(2, 3, 4_000, 5, None),
    beside(4, 3, 9_000, 98),
    beside(2, 5, 700, 5),
    call(6, 5, 900, 95, Some(15)),
    beside(4, 7, 200, 0),
];
