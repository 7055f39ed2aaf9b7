# What the plan does not know. Values without a default stand in terraform.tfvars.

variable "aws_account_id" {
  description = "The AWS account; any other is refused."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.aws_account_id))
    error_message = "Twelve digits."
  }
}

variable "aws_ami_parameter_arm64" {
  description = "SSM parameter that holds the image to start, one with the service's software once there is one."
  type        = string
  default     = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

variable "aws_eu_central_1__api__broker__url" {
  description = "Where broker answers for api: no load balancer of this site stands in front."
  type        = string
}

variable "aws_eu_central_1__api__token_audience" {
  description = "For whom those tokens must be issued, to be taken by api."
  type        = list(string)
}

variable "aws_eu_central_1__api__token_issuer" {
  description = "Issuer of the tokens (JWT) that callers of api show."
  type        = string
}

variable "aws_eu_central_1__cidr" {
  description = "Network of aws:eu-central-1 in CIDR notation, a /16 or larger; sites must not overlap."
  type        = string
  default     = "10.166.0.0/16"

  validation {
    condition     = can(cidrhost(var.aws_eu_central_1__cidr, 0)) && tonumber(split("/", var.aws_eu_central_1__cidr)[1]) <= 16
    error_message = "A network in CIDR notation that is large enough."
  }
}

variable "aws_eu_central_1__names__zones" {
  description = "Domains of names, the one with its records first."
  type        = list(string)

  validation {
    condition     = length(var.aws_eu_central_1__names__zones) > 0
    error_message = "At least one domain."
  }
}

variable "aws_eu_central_1__things__to__broker__url" {
  description = "Where broker takes messages of things: AWS asks it to confirm once."
  type        = string
}

variable "aws_root_device" {
  description = "Name of the root disk in those images."
  type        = string
  default     = "/dev/xvda"
}

variable "users__europe__cidrs" {
  description = "Networks from which users.europe come; everywhere, unless you know better."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = alltrue([for cidr in var.users__europe__cidrs : can(cidrhost(cidr, 0))])
    error_message = "Networks in CIDR notation."
  }
}

variable "users__staff__cidrs" {
  description = "Networks from which users.staff come; everywhere, unless you know better."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = alltrue([for cidr in var.users__staff__cidrs : can(cidrhost(cidr, 0))])
    error_message = "Networks in CIDR notation."
  }
}
