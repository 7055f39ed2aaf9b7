//! `mcplan catalog`.

use crate::support::Folder;

#[test]
fn sites_are_listed_by_pattern() {
    let folder = Folder::new();
    let run = |pattern| folder.run(&["catalog", "list", pattern, "--catalog", "catalog"]);
    insta::assert_snapshot!(run("*r-1"), @r#"
    exit status 0
    --- stdout ---
    Sites
     Site       | Name | Country | Zones | VM offers | Database offers | Open
    ------------+------+---------+-------+-----------+-----------------+------
     aws:far-1  | Far  | SE      |     3 |         2 |               2 | yes
     aws:near-1 | Near | DE      |     3 |         2 |               2 | yes
    ------------+------+---------+-------+-----------+-----------------+------
     2 sites    |      |         |       |         4 |               4 |
    "#);
    insta::assert_snapshot!(run("gcp:*"), @r#"
    exit status 1
    --- stdout ---
    Sites
    No site fits gcp:*.
    "#);
}

#[test]
fn a_sku_has_its_prices_and_a_site_its_meters() {
    let folder = Folder::new();
    let run = |name| folder.run(&["catalog", "show", name, "--catalog", "catalog"]);
    insta::assert_snapshot!(run("a.small"), @r#"
    exit status 0
    --- stdout ---
    SKU
    a.small (aws): 2 vCPU, 4 GiB memory, x86_64, 0 GPU, family a.
    Offered at 2 sites.
     Site       | Kind       | Purchase      | USD/hour | Row, as of
    ------------+------------+---------------+----------+--------------------------
     aws:far-1  | vm, single | on-demand     |     0.08 | catalog/vm_far-1.csv:5,
                |            |               |          | 2026-01-01
     aws:far-1  | vm, single | 1y-no-upfront |     0.06 | catalog/vm_far-1.csv:5,
                |            |               |          | 2026-01-01
     aws:near-1 | vm, single | on-demand     |      0.1 | catalog/vm_near-1.csv:5,
                |            |               |          | 2026-01-01
     aws:near-1 | vm, single | 1y-no-upfront |     0.07 | catalog/vm_near-1.csv:5,
                |            |               |          | 2026-01-01
      * Spot prices and commitments are effective prices per hour, as in the catalog.
    "#);
    insta::assert_snapshot!(run("aws:near-1"), @r"
    exit status 0
    --- stdout ---
    Site
    aws:near-1: Near (Nearby, DE), 3 zones (catalog/sites.csv:4).
    Lies in: country:DE, eu.
    Offers: 2 vm, 2 postgres; disks: 1.
     Meter              | SKU                |      Above |       USD | Per       | Row, as of
    --------------------+--------------------+------------+-----------+-----------+--------------------
     NAT gateway        | nat                |            |      0.05 | hour      | catalog/services.
                        |                    |            |           |           | csv:7, 2026-01-01
     NAT data           | nat-data           |            |      0.05 | GiB       | catalog/services.
                        |                    |            |           |           | csv:10, 2026-01-01
     public IPv4        | ip                 |            |     0.005 | hour      | catalog/services.
     address            |                    |            |           |           | csv:13, 2026-01-01
     DNS zone           | hosted-zone        |            |       0.5 | month     | catalog/services.
                        |                    |            |           |           | csv:16, 2026-01-01
     PostgreSQL storage | db-storage         |            |      0.12 | GiB-month | catalog/services.
     (single)           |                    |            |           |           | csv:4, 2026-01-01
     DNS queries        | queries_standard   |            | 0.0000004 | request   | aws/services.csv:
                        |                    |            |           |           | 2127, 2025-08-28
                        |                    | 1000000000 | 0.0000002 | request   |
     DNS queries by     | queries_latency    |            | 0.0000006 | request   | aws/services.csv:
     latency            |                    |            |           |           | 2129, 2025-08-28
                        |                    | 1000000000 | 0.0000003 | request   |
     DNS health check   | health_check_aws   |            |       0.5 | month     | aws/services.csv:
                        |                    |            |           |           | 2131, 2025-08-28
     protection plan    | shield_advanced    |            |      3000 | month     | aws/services_by_
     against floods     |                    |            |           |           | hand.csv:15,
                        |                    |            |           |           | 2026-02-04
     stored secret      | secret             |            |       0.4 | month     | aws/services_by_
                        |                    |            |           |           | hand.csv:20,
                        |                    |            |           |           | 2026-09-20
     secret requests    | requests           |            |  0.000005 | request   | aws/services_by_
                        |                    |            |           |           | hand.csv:21,
                        |                    |            |           |           | 2026-09-20
     private circuit    | port_1gbps_        |            |       0.3 | hour      | aws/services.csv:
     port               | dedicated          |            |           |           | 843, 2026-05-03
     to another zone    | data transfer      |            |      0.01 | GiB       | catalog/transfer.
                        | aws:near-1 to zone |            |           |           | csv:10, 2026-01-01
     to the internet    | data transfer      |        100 |      0.09 | GiB       | catalog/transfer.
                        | aws:near-1 to      |            |           |           | csv:4, 2026-01-01
                        | internet           |            |           |           |
                        |                    |      10240 |      0.08 | GiB       |
      * no price: object storage, object writes, object reads, object storage, cool class, object
        storage, archive class, data read back from the cool class, MySQL storage, Aurora storage,
        Aurora storage requests, SQL database storage, SQL Server licence, SQL database zone redundancy,
        DynamoDB storage, DynamoDB read request units, DynamoDB write request units, DynamoDB
        point-in-time recovery, Cosmos DB request units: 100 a second, Cosmos DB storage, Cosmos DB
        continuous backup of 30 days, load balancer, load-balancer capacity, network load balancer,
        network load-balancer capacity, data through a network load balancer, Kubernetes control plane,
        function calls, function memory and time, function calls on Arm, function memory and time on
        Arm, Flex Consumption function calls, Flex Consumption memory and time, container processors,
        container memory, container processors on Arm, container memory on Arm, container processors by
        the second, container memory by the second, container requests, search unit of the Basic tier,
        search unit of the S1 tier, search unit of the S2 tier, shared file storage, data read from
        files, data written to files, queue requests, requests to ordered queues, Service Bus base
        charge, Service Bus operations, Service Bus premium messaging unit, published messages,
        delivered messages, Event Grid operations, broker storage, stream shard, stream payload units,
        stream retention beyond a day, Event Hubs throughput unit, Event Hubs ingress events, API calls,
        calls of REST APIs, API Management unit, API Management calls beyond those of the unit, content
        delivery profile, content delivered, content delivery requests, queries of managed traffic, web
        firewall policy, web firewall rule, requests inspected, web firewall of an application gateway,
        web firewall capacity, protected address beyond those of the plan, managed key, key requests,
        vault operations, logs taken in, logs kept, custom metric, alarm, recorded traces, device
        messages, device connection minutes, IoT Hub unit S1, IoT Hub unit S2, IoT Hub unit S3, bastion,
        VPN connection, VPN gateway, VPN tunnel, transit attachment of a network, transit attachment of
        a peering, transit attachment of a VPN, transit attachment of a private circuit, private circuit
        gateway, private circuit
    ");
    insta::assert_snapshot!(run("aws:near-2"), @r#"
    exit status 2
    --- stderr ---
    error: no site or SKU of the catalogs is called `aws:near-2`
    hint: did you mean `aws:near-1`?
    "#);
}

#[test]
fn the_bundled_catalogs_have_holes_but_no_mistakes() {
    let folder = Folder::new();
    let output = folder.mcplan(&["catalog", "check"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("Holes\n"));
}

#[test]
fn old_prices_are_found_from_a_given_day() {
    let folder = Folder::new();
    let run = |today| {
        folder.mcplan(&["catalog", "check", "--max-age", "3000", "--today", today]).status.code()
    };
    assert_eq!(run("2040-01-01"), Some(1));
}

#[test]
fn a_mistake_in_a_catalog_of_the_user_fails_the_check() {
    let folder = Folder::new();
    folder.edit("catalog/vm_near-1.csv", "0.10", "0");
    let output = folder.mcplan(&["catalog", "check", "--catalog", "catalog"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("catalog/vm_near-1.csv:5"), "{text}");
}
