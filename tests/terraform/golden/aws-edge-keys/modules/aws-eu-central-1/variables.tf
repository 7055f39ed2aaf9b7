# What the root passes in.

variable "ami_parameter_arm64" {
  description = "SSM parameter that holds the image to start, one with the service's software once there is one."
  type        = string
}

variable "api__certificate_arn" {
  description = "Certificate (ACM, eu-central-1) of api."
  type        = string
}

variable "api__domain_name" {
  description = "Name under which people reach api."
  type        = string
}

variable "api__token_audience" {
  description = "For whom those tokens must be issued, to be taken by api."
  type        = list(string)
}

variable "api__token_issuer" {
  description = "Issuer of the tokens (JWT) that callers of api show."
  type        = string
}

variable "cdn__certificate_arn" {
  description = "Certificate (ACM, us-east-1) for the names of cdn."
  type        = string
}

variable "cdn__names" {
  description = "Names under which people reach cdn."
  type        = list(string)
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

variable "names__zones" {
  description = "Domains of names, the one with its records first."
  type        = list(string)
}

variable "office__certificate_arn" {
  description = "Certificate (ACM, eu-central-1) of office."
  type        = string
}

variable "root_device" {
  description = "Name of the root disk in those images."
  type        = string
}

variable "secrets__names" {
  description = "Names of secrets of secrets; others of the 12 of the plan are numbered."
  type        = list(string)
}

variable "user_cidrs" {
  description = "Networks from which each group of users comes."
  type        = map(list(string))
}

variable "watch__alarm_actions" {
  description = "What alarms call: ARNs of topics that reach the people on duty."
  type        = list(string)
}
