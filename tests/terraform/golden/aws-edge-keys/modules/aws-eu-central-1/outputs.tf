# What the root shows or hands to other sites.

output "api__endpoint" {
  description = "Where the interface answers."
  value       = aws_apigatewayv2_api.api.api_endpoint
}

output "assets__bucket" {
  description = "Bucket of the service."
  value       = aws_s3_bucket.assets.bucket
}

output "assets__bucket_arn" {
  description = "Bucket of the service."
  value       = aws_s3_bucket.assets.arn
}

output "assets__key_arn" {
  description = "Key of the bucket."
  value       = aws_kms_key.pii.arn
}

output "cdn__domain_name" {
  description = "Name under which it answers."
  value       = aws_cloudfront_distribution.cdn.domain_name
}

output "front__dns_name" {
  description = "Name under which the load balancer answers."
  value       = aws_lb.front.dns_name
}

output "key_pii_arn" {
  description = "Key of the data of a class."
  value       = aws_kms_key.pii.arn
}

output "names__name_servers" {
  description = "Name servers by domain, for the registrar."
  value       = { for name, zone in aws_route53_zone.names : name => zone.name_servers }
}

output "nat_addresses" {
  description = "Addresses from which machines here reach the internet."
  value       = [for address in aws_eip.nat : address.public_ip]
}

output "office__dns_name" {
  description = "Name under which the load balancer answers."
  value       = aws_lb.office.dns_name
}

output "route_table_ids" {
  description = "Route tables by segment and zone."

  value = merge(
    { for zone, table in aws_route_table.public : "public-${zone}" => table.id },
    { for zone, table in aws_route_table.private : "private-${zone}" => table.id },
  )
}

output "secrets__keys" {
  description = "Keys of applications."
  value       = aws_kms_key.secrets[*].arn
}

output "vpc_id" {
  description = "The network."
  value       = aws_vpc.main.id
}

output "watch__log_group" {
  description = "Where services write their logs."
  value       = aws_cloudwatch_log_group.watch.name
}

output "web__group" {
  description = "Scaling group of the service."
  value       = aws_autoscaling_group.web.name
}
