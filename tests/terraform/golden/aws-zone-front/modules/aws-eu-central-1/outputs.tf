# What the root shows or hands to other sites.

output "api__endpoint" {
  description = "Where the interface answers."
  value       = aws_apigatewayv2_api.api.api_endpoint
}

output "bastion__document" {
  description = "Document to open sessions with."
  value       = aws_ssm_document.bastion.name
}

output "bastion__policy" {
  description = "Policy for the people who may open sessions."
  value       = aws_iam_policy.bastion.arn
}

output "broker__group" {
  description = "Scaling group of the service."
  value       = aws_autoscaling_group.broker.name
}

output "files__dns_name" {
  description = "Name under which it is mounted."
  value       = aws_efs_file_system.files.dns_name
}

output "names__name_servers" {
  description = "Name servers by domain, for the registrar."
  value       = { for name, zone in aws_route53_zone.names : name => zone.name_servers }
}

output "raw__bucket" {
  description = "Bucket of the service."
  value       = aws_s3_bucket.raw.bucket
}

output "raw__bucket_arn" {
  description = "Bucket of the service."
  value       = aws_s3_bucket.raw.arn
}

output "route_table_ids" {
  description = "Route tables by segment and zone."

  value = merge(
    { for zone, table in aws_route_table.public : "public-${zone}" => table.id },
    { for zone, table in aws_route_table.private : "private-${zone}" => table.id },
    { for zone, table in aws_route_table.data : "data-${zone}" => table.id },
  )
}

output "tcp__dns_name" {
  description = "Name under which the load balancer answers."
  value       = aws_lb.tcp.dns_name
}

output "things__endpoint" {
  description = "Where devices connect (MQTT over TLS)."
  value       = data.aws_iot_endpoint.things.endpoint_address
}

output "vpc_id" {
  description = "The network."
  value       = aws_vpc.main.id
}
