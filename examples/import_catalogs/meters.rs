//! Which listed item is which meter: one line each, by provider.
//!
//! What a meter is for is said in `common/components.csv`; prices that no list holds are in
//! `services_by_hand.csv` of the provider.

/// Which listed item is which meter.
#[derive(Clone, Copy)]
pub struct Mapping {
    pub meter: &'static str,
    /// The form that the price is for; empty for any.
    pub form: &'static str,
    pub service: &'static str,
    pub sku: &'static str,
    /// How many times the price is paid for one unit (2 where a standby's share is billed as well).
    pub units: &'static str,
    /// The listed unit, where an item is listed in several.
    pub listed: Option<&'static str>,
    /// The unit to write where the listed one says less than it means.
    pub unit: Option<&'static str>,
    /// An item whose price is taken off, where only the difference is paid.
    pub less: Option<&'static str>,
}

impl Mapping {
    const fn twice(self) -> Self {
        Mapping { units: "2", ..self }
    }

    const fn listed(self, unit: &'static str) -> Self {
        Mapping { listed: Some(unit), ..self }
    }

    const fn unit(self, unit: &'static str) -> Self {
        Mapping { unit: Some(unit), ..self }
    }

    const fn less(self, sku: &'static str) -> Self {
        Mapping { less: Some(sku), ..self }
    }
}

/// For any form.
const fn any(meter: &'static str, service: &'static str, sku: &'static str) -> Mapping {
    Mapping { meter, form: "", service, sku, units: "", listed: None, unit: None, less: None }
}

const fn single(meter: &'static str, service: &'static str, sku: &'static str) -> Mapping {
    Mapping { form: "single", ..any(meter, service, sku) }
}

/// Over zones. A meter that is listed so only, as S3's, serves the single-zone form too.
const fn spread(meter: &'static str, service: &'static str, sku: &'static str) -> Mapping {
    Mapping { form: "zone-redundant", ..any(meter, service, sku) }
}

pub const AWS: &[Mapping] = &[
    spread("object-storage", "s3", "storage_standard"),
    spread("object-put", "s3", "requests_put"),
    spread("object-get", "s3", "requests_get"),
    spread("object-storage-cool", "s3", "storage_standard_ia"),
    spread("object-storage-archive", "s3", "storage_glacier_flexible"),
    spread("object-retrieval-cool", "s3", "retrieval_standard_ia"),
    single("postgres-storage", "rds_postgresql", "storage_gp3_single_az"),
    spread("postgres-storage", "rds_postgresql", "storage_gp3_multi_az"),
    single("mysql-storage", "rds_mysql", "storage_gp3_single_az"),
    spread("mysql-storage", "rds_mysql", "storage_gp3_multi_az"),
    any("aurora-storage", "aurora", "storage_standard"),
    any("aurora-io", "aurora", "io_standard"),
    any("dynamodb-storage", "dynamodb", "storage_standard"),
    any("dynamodb-read", "dynamodb", "on_demand_read"),
    any("dynamodb-write", "dynamodb", "on_demand_write"),
    any("dynamodb-backup", "dynamodb", "backup_pitr"),
    any("load-balancer", "elb", "alb"),
    any("load-balancer-capacity", "elb", "alb_lcu"),
    any("network-load-balancer", "elb", "nlb"),
    any("network-load-balancer-capacity", "elb", "nlb_lcu"),
    any("nat", "nat_gateway", "gateway"),
    any("nat-data", "nat_gateway", "data_processed"),
    any("vpn-connection", "vpn", "site_to_site_connection"),
    any("transit-attachment", "transit_gateway", "vpc_attachment"),
    any("transit-peering", "transit_gateway", "peering_attachment"),
    any("transit-vpn", "transit_gateway", "vpn_attachment"),
    any("transit-direct", "transit_gateway", "dx_attachment"),
    any("direct-port", "direct_connect", "port_1gbps_dedicated"),
    any("public-ip", "vpc", "public_ipv4"),
    any("kubernetes-cluster", "eks", "cluster"),
    any("function-request", "lambda", "requests_x86"),
    any("function-gib-second", "lambda", "duration_x86"),
    any("function-request-arm", "lambda", "requests_arm"),
    any("function-gib-second-arm", "lambda", "duration_arm"),
    any("container-vcpu-hour", "fargate", "vcpu_x86"),
    any("container-gib-hour", "fargate", "memory_x86"),
    any("container-vcpu-hour-arm", "fargate", "vcpu_arm"),
    any("container-gib-hour-arm", "fargate", "memory_arm"),
    single("file-storage", "efs", "storage_one_zone"),
    spread("file-storage", "efs", "storage_standard"),
    any("file-read", "efs", "elastic_throughput_read"),
    any("file-write", "efs", "elastic_throughput_write"),
    any("queue-request", "sqs", "requests_standard"),
    any("queue-request-fifo", "sqs", "requests_fifo"),
    any("pubsub-publish", "sns", "requests_standard"),
    any("pubsub-delivery", "sns", "deliveries_http"),
    any("kafka-storage", "msk", "storage"),
    any("kinesis-shard", "kinesis", "shard"),
    any("kinesis-put", "kinesis", "put_payload_unit"),
    any("kinesis-retention", "kinesis", "extended_retention_shard"),
    any("api-request", "api_gateway", "http_requests"),
    any("api-rest-request", "api_gateway", "rest_requests"),
    any("cdn-egress", "cloudfront", "data_out_internet"),
    any("cdn-request", "cloudfront", "requests_https"),
    any("dns-zone", "route53", "hosted_zone"),
    any("dns-query", "route53", "queries_standard"),
    any("dns-query-latency", "route53", "queries_latency"),
    any("dns-health-check", "route53", "health_check_aws"),
    any("waf-policy", "waf", "web_acl"),
    any("waf-rule", "waf", "rule"),
    any("waf-request", "waf", "requests"),
    any("key", "kms", "key"),
    any("key-request", "kms", "requests"),
    any("secret", "secrets_manager", "secret"),
    any("secret-request", "secrets_manager", "requests"),
    any("log-ingest", "cloudwatch", "logs_ingest"),
    any("log-storage", "cloudwatch", "logs_storage"),
    any("metric", "cloudwatch", "custom_metric"),
    any("alarm", "cloudwatch", "alarm_standard"),
];

const POSTGRES_STORAGE: &str =
    "az_db_for_postgresql_flexible_server_storage/storage/storage_data_stored";
const MYSQL_STORAGE: &str =
    "azure_database_for_mysql_flexible_server_storage/storage/storage_data_stored";
const SQL_STORAGE: &str = "sql_database_single_elastic_pool_general_purpose_storage/\
     general_purpose/general_purpose_data_stored";
const SQL_SPREAD_STORAGE: &str = "sql_database_single_elastic_pool_general_purpose_storage/\
     general_purpose_zone_redundancy/general_purpose_zone_redundancy_data_stored";
const SQL_SPREAD: &str = "sql_database_single_elastic_pool_general_purpose_compute_gen5/\
     vcore_zr_zone_redundancy/zone_redundancy_vcore";
const HOT_LRS: &str = "general_block_blob_v2/hot_lrs/hot_lrs_data_stored";
const HOT_ZRS: &str = "general_block_blob_v2/hot_zrs/hot_zrs_data_stored";
const LRS_WRITES: &str = "general_block_blob_v2/hot_lrs/hot_lrs_write_operations";
const ZRS_WRITES: &str = "general_block_blob_v2/hot_zrs/hot_zrs_write_operations";
const LRS_READS: &str = "general_block_blob_v2/hot_lrs/hot_read_operations";
const ZRS_READS: &str = "general_block_blob_v2/hot_zrs/hot_zrs_read_operations";
const COOL_LRS: &str = "general_block_blob_v2/cool_lrs/cool_lrs_data_stored";
const COOL_ZRS: &str = "general_block_blob_v2/cool_zrs/cool_zrs_data_stored";
const COOL_LRS_READ: &str = "general_block_blob_v2/cool_lrs/cool_data_retrieval";
const COOL_ZRS_READ: &str = "general_block_blob_v2/cool_zrs/cool_zrs_data_retrieval";
/// The archive tier has no form over zones.
const ARCHIVE: &str = "general_block_blob_v2/archive_lrs/archive_lrs_data_stored";
const GATEWAY: &str = "application_gateway_standard_v2/standard/standard_fixed_cost";
const GATEWAY_UNITS: &str = "application_gateway_standard_v2/standard/standard_capacity_units";
const WAF_GATEWAY: &str = "application_gateway_waf_v2/standard/standard_fixed_cost";
const WAF_UNITS: &str = "application_gateway_waf_v2/standard/standard_capacity_units";
const PUBLIC_IP: &str = "ip_addresses/standard/standard_ipv4_static_public_ip";
const FLEX_REQUESTS: &str = "flex_consumption/on_demand/on_demand_total_executions";
const FLEX_TIME: &str = "flex_consumption/on_demand/on_demand_execution_time";
const CONTAINER_CPU: &str = "azure_container_apps/standard/standard_vcpu_active_usage";
const CONTAINER_MEMORY: &str = "azure_container_apps/standard/standard_memory_active_usage";
const CONTINUOUS_BACKUP: &str = "azure_cosmos_db_pitr/backup/cont_30d_bckp_continuous_backup";
const FILES: &str = "premium_files/premium_lrs/premium_lrs_provisioned";
const SPREAD_FILES: &str = "premium_files/premium_zrs/premium_zrs_provisioned";
const FRONT_DOOR_BASE: &str = "azure_front_door/standard/standard_base_fees";
const FRONT_DOOR_OUT: &str = "azure_front_door/standard/standard_data_transfer_out";
const FRONT_DOOR_REQUESTS: &str = "azure_front_door/standard/standard_requests";
const SERVICE_BUS_BASE: &str = "service_bus/standard/standard_base_unit";
const SERVICE_BUS_OPERATIONS: &str = "service_bus/standard/standard_messaging_operations";
const LOG_INGEST: &str = "log_analytics/analytics_logs/analytics_logs_data_ingestion";
const LOG_STORAGE: &str = "log_analytics/analytics_logs/analytics_logs_data_retention";

pub const AZURE: &[Mapping] = &[
    single("object-storage", "storage", HOT_LRS),
    spread("object-storage", "storage", HOT_ZRS),
    single("object-put", "storage", LRS_WRITES),
    spread("object-put", "storage", ZRS_WRITES),
    single("object-get", "storage", LRS_READS),
    spread("object-get", "storage", ZRS_READS),
    single("object-storage-cool", "storage", COOL_LRS),
    spread("object-storage-cool", "storage", COOL_ZRS),
    single("object-storage-archive", "storage", ARCHIVE),
    single("object-retrieval-cool", "storage", COOL_LRS_READ),
    spread("object-retrieval-cool", "storage", COOL_ZRS_READ),
    single("postgres-storage", "postgresql", POSTGRES_STORAGE),
    spread("postgres-storage", "postgresql", POSTGRES_STORAGE).twice(),
    single("mysql-storage", "mysql", MYSQL_STORAGE),
    spread("mysql-storage", "mysql", MYSQL_STORAGE).twice(),
    single("sqlserver-storage", "sql_database", SQL_STORAGE),
    spread("sqlserver-storage", "sql_database", SQL_SPREAD_STORAGE),
    spread("sqlserver-zone-redundancy", "sql_database", SQL_SPREAD),
    any("cosmos-100ru", "cosmos_db", "azure_cosmos_db/rus/100_ru_s"),
    any("cosmos-storage", "cosmos_db", "azure_cosmos_db/rus/data_stored"),
    any("cosmos-backup", "cosmos_db", CONTINUOUS_BACKUP).unit("GB-month"),
    any("load-balancer", "application_gateway", GATEWAY),
    any("load-balancer-capacity", "application_gateway", GATEWAY_UNITS),
    any("network-load-balancer", "load_balancer", "standard/included_rules_first_5"),
    any("network-load-balancer-data", "load_balancer", "standard/data_processed"),
    any("gateway-waf", "application_gateway", WAF_GATEWAY).less(GATEWAY),
    any("gateway-waf-capacity", "application_gateway", WAF_UNITS),
    any("nat", "nat_gateway", "standard/gateway"),
    any("nat-data", "nat_gateway", "standard/data_processed"),
    any("vpn-gateway", "vpn_gateway", "vpn_gateway/vpngw1az/vpngw1az"),
    any("vpn-tunnel", "vpn_gateway", "vpn_gateway/vpngw1az/s2s_connection"),
    any("private-gateway", "expressroute_gateway", "expressroute_gateway/ergw1az/ergw1az_gateway"),
    any("public-ip", "virtual_network", PUBLIC_IP),
    any("kubernetes-cluster", "aks", "azure_kubernetes_service/standard/standard_uptime_sla"),
    any("function-request", "functions", "functions/standard/standard_total_executions"),
    any("function-gib-second", "functions", "functions/standard/standard_execution_time"),
    any("flex-function-request", "functions", FLEX_REQUESTS),
    any("flex-function-gib-second", "functions", FLEX_TIME),
    any("container-vcpu-second", "container_apps", CONTAINER_CPU),
    any("container-gib-second", "container_apps", CONTAINER_MEMORY),
    any("container-request", "container_apps", "azure_container_apps/standard/standard_requests"),
    any("search-basic", "ai_search", "azure_ai_search/basic/basic_unit"),
    any("search-s1", "ai_search", "azure_ai_search/standard_s1/standard_s1_unit"),
    any("search-s2", "ai_search", "azure_ai_search/standard_s2/standard_s2_unit"),
    single("file-storage", "storage", FILES),
    spread("file-storage", "storage", SPREAD_FILES),
    any("service-bus-base", "service_bus", SERVICE_BUS_BASE).listed("hour"),
    any("service-bus-operation", "service_bus", SERVICE_BUS_OPERATIONS),
    any("service-bus-premium", "service_bus", "service_bus/premium/premium_messaging_unit"),
    any("event-grid-operation", "event_grid", "event_grid/standard/standard_operations"),
    any("event-hubs-unit", "event_hubs", "event_hubs/standard/standard_throughput_unit"),
    any("event-hubs-event", "event_hubs", "event_hubs/standard/standard_ingress_events"),
    any("api-request", "api_management", "api_management/consumption/consumption_calls"),
    any("api-unit", "api_management", "api_management/standard_v2/standard_v2_unit"),
    any("api-unit-request", "api_management", "api_management/standard_v2/standard_v2_calls"),
    any("cdn-base", "front_door", FRONT_DOOR_BASE),
    any("cdn-egress", "front_door", FRONT_DOOR_OUT),
    any("cdn-request", "front_door", FRONT_DOOR_REQUESTS),
    any("dns-zone", "dns", "public_zone"),
    any("dns-query", "dns", "public_queries"),
    any("dns-query-managed", "traffic_manager", "dns_queries"),
    any("vault-operation", "key_vault", "key_vault/standard/operations"),
    any("log-ingest", "log_analytics", LOG_INGEST),
    any("log-storage", "log_analytics", LOG_STORAGE),
    any("iot-hub-s1", "iot_hub", "iot_hub/s1/s1_unit"),
    any("iot-hub-s2", "iot_hub", "iot_hub/s2/s2_unit"),
    any("iot-hub-s3", "iot_hub", "iot_hub/s3/s3_unit"),
];
