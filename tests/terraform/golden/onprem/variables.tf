# What the plan does not know. Values without a default stand in terraform.tfvars.

variable "onprem_fra1__cidr" {
  description = "Network of onprem:fra1 in which its machines are."
  type        = string
  default     = "10.106.0.0/16"

  validation {
    condition     = can(cidrhost(var.onprem_fra1__cidr, 0))
    error_message = "A network in CIDR notation that is large enough."
  }
}

variable "onprem_fra1__domain" {
  description = "DNS domain of machines at onprem:fra1."
  type        = string
}

variable "onprem_fra1__vsphere" {
  description = "Names in the vCenter of onprem:fra1; the template is Ubuntu 24.04 with cloud-init and VMware Tools."
  type        = object({ datacenter = string, cluster = string, datastore = string, network = string, template = string })
}

variable "onprem_fra1__vsphere_password" {
  description = "Password of that user; give it as TF_VAR_onprem_fra1__vsphere_password, never in a file."
  type        = string
  default     = ""
  sensitive   = true
}

variable "onprem_fra1__vsphere_server" {
  description = "vCenter of onprem:fra1."
  type        = string
}

variable "onprem_fra1__vsphere_user" {
  description = "User of the vCenter of onprem:fra1."
  type        = string
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
