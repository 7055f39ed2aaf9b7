# What the root passes in.

variable "ami_parameter_arm64" {
  description = "SSM parameter that holds the image to start, one with the service's software once there is one."
  type        = string
}

variable "cidr" {
  description = "Network of this site in CIDR notation."
  type        = string
}

variable "front__certificate_arn" {
  description = "Certificate (ACM, eu-central-1) of front."
  type        = string
}

variable "health_path" {
  description = "Path on which services behind load balancers answer when they are well."
  type        = string
}

variable "root_device" {
  description = "Name of the root disk in those images."
  type        = string
}

variable "user_cidrs" {
  description = "Networks from which each group of users comes."
  type        = map(list(string))
}
