# What the root passes in.

variable "ami_parameter_arm64" {
  description = "SSM parameter that holds the image to start, one with the service's software once there is one."
  type        = string
}

variable "api__broker__url" {
  description = "Where broker answers for api: no load balancer of this site stands in front."
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

variable "cidr" {
  description = "Network of this site in CIDR notation."
  type        = string
}

variable "names__zones" {
  description = "Domains of names, the one with its records first."
  type        = list(string)
}

variable "root_device" {
  description = "Name of the root disk in those images."
  type        = string
}

variable "things__to__broker__url" {
  description = "Where broker takes messages of things: AWS asks it to confirm once."
  type        = string
}

variable "user_cidrs" {
  description = "Networks from which each group of users comes."
  type        = map(list(string))
}
