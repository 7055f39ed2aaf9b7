# What the root shows or hands to other sites.

output "assets__bucket" {
  description = "Bucket of the service."
  value       = aws_s3_bucket.assets.bucket
}

output "assets__bucket_arn" {
  description = "Bucket of the service."
  value       = aws_s3_bucket.assets.arn
}

output "front__dns_name" {
  description = "Name under which the load balancer answers."
  value       = aws_lb.front.dns_name
}

output "orders__endpoint" {
  description = "Where the database answers."
  value       = aws_db_instance.orders.endpoint
}

output "orders__secret" {
  description = "Secret with the password of dbadmin."
  value       = one(aws_db_instance.orders.master_user_secret[*].secret_arn)
}

output "route_table_ids" {
  description = "Route tables by segment and zone."

  value = merge(
    { for zone, table in aws_route_table.public : "public-${zone}" => table.id },
    { for zone, table in aws_route_table.private : "private-${zone}" => table.id },
    { for zone, table in aws_route_table.data : "data-${zone}" => table.id },
  )
}

output "vpc_id" {
  description = "The network."
  value       = aws_vpc.main.id
}

output "web__group" {
  description = "Scaling group of the service."
  value       = aws_autoscaling_group.web.name
}
