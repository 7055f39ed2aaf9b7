//! What each product of the table is to networks, as its provider tells it: the oracle's own knowledge, taken from
//! no code under test. A product of the table that is missing here fails the test.

use mcplan::catalog::{Catalog, Realisation};
use mcplan::terms::{Kind, Provider};

/// Where a product is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// At addresses in a network of the plan, in this segment of a region of AWS.
    At(&'static str),
    /// In the network of its cluster.
    Inside,
    /// Called over an interface of its provider; in the network only if it calls something there.
    Joined,
    /// Called over an interface of its provider; a link leads from it to load balancers of its site.
    Linked,
    /// At public addresses. At AWS the word names a gateway endpoint, if there is one; at Azure the tag.
    Public(&'static str),
    /// Nowhere: nothing connects to it.
    Nowhere,
}

/// Provider (`*`: all), kind, product, where it is, and the ports at which it answers, if those are its own.
type Row = (&'static str, Kind, &'static str, Seat, &'static [u16]);

const MACHINE: Seat = Seat::At("machine");
const HTTPS: &[u16] = &[443];
const ASKED: &[u16] = &[];

#[rustfmt::skip]
const PRODUCTS: &[Row] = &[
    ("*", Kind::Vm, "", MACHINE, ASKED),
    ("*", Kind::Edge, "", MACHINE, ASKED),
    ("*", Kind::Workload, "", Seat::Inside, ASKED),
    ("aws", Kind::Kubernetes, "eks", Seat::At("private"), ASKED),
    ("azure", Kind::Kubernetes, "aks", Seat::At(""), ASKED),
    ("onprem", Kind::Kubernetes, "self-hosted", Seat::At(""), ASKED),
    ("aws", Kind::Function, "lambda", Seat::Joined, HTTPS),
    ("aws", Kind::Function, "lambda-arm", Seat::Joined, HTTPS),
    ("azure", Kind::Function, "functions-consumption", Seat::Public("AppService"), HTTPS),
    ("azure", Kind::Function, "functions-flex", Seat::Joined, HTTPS),
    ("aws", Kind::Container, "fargate", Seat::At("private"), ASKED),
    ("aws", Kind::Container, "fargate-arm", Seat::At("private"), ASKED),
    ("azure", Kind::Container, "container-apps", Seat::At(""), ASKED),
    ("aws", Kind::Postgres, "rds", Seat::At("data"), &[5432]),
    ("aws", Kind::Postgres, "aurora", Seat::At("data"), &[5432]),
    ("aws", Kind::Mysql, "rds", Seat::At("data"), &[3306]),
    ("aws", Kind::Mysql, "aurora", Seat::At("data"), &[3306]),
    ("azure", Kind::Postgres, "flexible-server", Seat::At(""), &[5432]),
    ("azure", Kind::Mysql, "flexible-server", Seat::At(""), &[3306]),
    ("*", Kind::Postgres, "self-hosted", MACHINE, &[5432]),
    ("*", Kind::Mysql, "self-hosted", MACHINE, &[3306]),
    ("azure", Kind::Sqlserver, "azure-sql", Seat::At(""), &[1433]),
    ("*", Kind::Sqlserver, "self-hosted", MACHINE, &[1433]),
    ("aws", Kind::DocumentDb, "dynamodb", Seat::Public("dynamodb"), HTTPS),
    ("azure", Kind::DocumentDb, "cosmos-db", Seat::At(""), HTTPS),
    ("*", Kind::DocumentDb, "self-hosted", MACHINE, &[27_017]),
    ("aws", Kind::Cache, "elasticache-redis", Seat::At("data"), &[6379]),
    ("aws", Kind::Cache, "elasticache-valkey", Seat::At("data"), &[6379]),
    ("aws", Kind::Cache, "elasticache-memcached", Seat::At("data"), &[11_211]),
    ("azure", Kind::Cache, "azure-cache", Seat::At(""), &[6380]),
    ("*", Kind::Cache, "self-hosted", MACHINE, &[6379]),
    ("*", Kind::Cache, "self-hosted-valkey", MACHINE, &[6379]),
    ("*", Kind::AnalyticsDb, "self-hosted", MACHINE, &[8443, 9440]),
    ("azure", Kind::Search, "ai-search", Seat::At(""), HTTPS),
    ("*", Kind::Search, "self-hosted", MACHINE, &[9200]),
    ("aws", Kind::ObjectStore, "s3", Seat::Public("s3"), HTTPS),
    ("azure", Kind::ObjectStore, "blob", Seat::Public("Storage"), HTTPS),
    ("onprem", Kind::ObjectStore, "self-hosted", Seat::At(""), ASKED),
    ("aws", Kind::FileStore, "efs", Seat::At("data"), &[2049]),
    ("azure", Kind::FileStore, "azure-files", Seat::At(""), &[2049]),
    ("*", Kind::FileStore, "self-hosted", MACHINE, &[2049]),
    ("aws", Kind::Queue, "sqs", Seat::Public(""), HTTPS),
    ("azure", Kind::Queue, "service-bus", Seat::Public("ServiceBus"), &[443, 5671]),
    ("*", Kind::Queue, "self-hosted", MACHINE, &[5671]),
    ("aws", Kind::Pubsub, "sns", Seat::Public(""), HTTPS),
    ("azure", Kind::Pubsub, "event-grid", Seat::Public("AzureEventGrid"), HTTPS),
    ("*", Kind::Pubsub, "self-hosted", MACHINE, &[5671]),
    ("aws", Kind::EventStream, "msk", Seat::At("data"), &[9098]),
    ("aws", Kind::EventStream, "kinesis", Seat::Public(""), HTTPS),
    ("azure", Kind::EventStream, "event-hubs", Seat::Public("EventHub"), &[9093, 5671, 443]),
    ("*", Kind::EventStream, "self-hosted", MACHINE, &[9092]),
    ("aws", Kind::LoadBalancer, "alb", MACHINE, ASKED),
    ("aws", Kind::LoadBalancer, "nlb", MACHINE, ASKED),
    ("azure", Kind::LoadBalancer, "application-gateway", Seat::At(""), ASKED),
    ("azure", Kind::LoadBalancer, "azure-lb", Seat::At(""), ASKED),
    ("*", Kind::LoadBalancer, "self-hosted", MACHINE, ASKED),
    ("aws", Kind::ApiGateway, "api-gateway-http", Seat::Linked, HTTPS),
    ("aws", Kind::ApiGateway, "api-gateway-rest", Seat::Linked, HTTPS),
    ("azure", Kind::ApiGateway, "api-management", Seat::Public("Internet"), HTTPS),
    ("azure", Kind::ApiGateway, "api-management-v2", Seat::Public("Internet"), HTTPS),
    ("aws", Kind::Cdn, "cloudfront", Seat::Public(""), &[443, 80]),
    ("azure", Kind::Cdn, "front-door", Seat::Public("Internet"), &[443, 80]),
    ("aws", Kind::Dns, "route53", Seat::Public(""), &[53]),
    ("azure", Kind::Dns, "azure-dns", Seat::Public("Internet"), &[53]),
    ("aws", Kind::WebFirewall, "waf", Seat::Nowhere, ASKED),
    ("azure", Kind::WebFirewall, "front-door-waf", Seat::Nowhere, ASKED),
    ("azure", Kind::WebFirewall, "application-gateway-waf", Seat::Nowhere, ASKED),
    ("aws", Kind::DdosProtection, "shield-standard", Seat::Nowhere, ASKED),
    ("aws", Kind::DdosProtection, "shield-advanced", Seat::Nowhere, ASKED),
    ("azure", Kind::DdosProtection, "ddos-infrastructure", Seat::Nowhere, ASKED),
    ("azure", Kind::DdosProtection, "ddos-network", Seat::Nowhere, ASKED),
    ("aws", Kind::Secrets, "kms", Seat::Public(""), HTTPS),
    ("azure", Kind::Secrets, "key-vault", Seat::Public("AzureKeyVault"), HTTPS),
    ("onprem", Kind::Secrets, "variable", Seat::Nowhere, ASKED),
    ("aws", Kind::Monitoring, "cloudwatch", Seat::Public(""), HTTPS),
    ("azure", Kind::Monitoring, "log-analytics", Seat::Public("AzureMonitor"), HTTPS),
    ("*", Kind::Monitoring, "self-hosted", MACHINE, &[3100, 9090, 3000]),
    ("aws", Kind::IotGateway, "iot-core", Seat::Public(""), &[8883, 443, 8443]),
    ("azure", Kind::IotGateway, "iot-hub", Seat::Public("AzureIoTHub"), &[8883, 5671, 443]),
    ("aws", Kind::Bastion, "session-manager", Seat::Public(""), HTTPS),
    ("azure", Kind::Bastion, "azure-bastion", Seat::At(""), HTTPS),
    ("*", Kind::Bastion, "self-hosted", MACHINE, &[22]),
];

/// Where a service of a kind is at a provider, and the ports at which it answers.
pub fn of(
    provider: Provider,
    kind: Kind,
    product: Option<&Realisation>,
) -> Option<(Seat, &'static [u16])> {
    let name = product.map_or("", |product| product.name.as_str());
    let mut rows = PRODUCTS.iter().filter(|row| (row.1, row.2) == (kind, name));
    let found = rows.find(|row| row.0 == "*" || row.0 == provider.name())?;
    Some((found.3, found.4))
}

/// Every product of the table, by provider.
pub fn all(catalog: &Catalog) -> impl Iterator<Item = (Provider, &Realisation)> {
    let kinds = Kind::ALL.iter().flat_map(|&kind| Provider::ALL.iter().map(move |&p| (p, kind)));
    kinds.flat_map(|(provider, kind)| {
        catalog.realisations_of(provider, kind).map(move |(_, product)| (provider, product))
    })
}

#[test]
fn every_product_of_the_table_is_known() {
    let catalog = super::world::catalog();
    let unknown: Vec<_> = all(catalog)
        .filter(|(provider, product)| of(*provider, product.kind, Some(product)).is_none())
        .map(|(provider, product)| (provider, product.kind, product.name.as_str()))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let known = |row: &&Row| {
        row.2.is_empty()
            || all(catalog).any(|(provider, product)| {
                (product.kind, product.name.as_str()) == (row.1, row.2)
                    && (row.0 == "*" || row.0 == provider.name())
            })
    };
    let gone: Vec<&Row> = PRODUCTS.iter().filter(|row| !known(row)).collect();
    assert!(gone.is_empty(), "{gone:?}");
}
