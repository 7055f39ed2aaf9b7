# What the plan does not know. Values without a default stand in terraform.tfvars.

variable "azure_database_admin" {
  description = "Entra principal that administers database servers; type is User, Group or ServicePrincipal."
  type        = object({ object_id = string, name = string, type = string })

  validation {
    condition     = contains(["User", "Group", "ServicePrincipal"], var.azure_database_admin.type)
    error_message = "The type is User, Group or ServicePrincipal."
  }
}

variable "azure_image_x86_64" {
  description = "Image to start, one with the service's software once there is one."
  type        = object({ publisher = string, offer = string, sku = string, version = string })

  default = {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}

variable "azure_ssh_public_key" {
  description = "Public key of the operators; no rule opens the port for it."
  type        = string

  validation {
    condition     = can(regex("^(ssh|ecdsa)-", var.azure_ssh_public_key))
    error_message = "A public key in the form of OpenSSH."
  }
}

variable "azure_subscription_id" {
  description = "The Azure subscription."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f-]{36}$", var.azure_subscription_id))
    error_message = "A UUID in lower case."
  }
}

variable "azure_westeurope__cidr" {
  description = "Network of azure:westeurope in CIDR notation, a /16 or larger; sites must not overlap."
  type        = string
  default     = "10.187.0.0/16"

  validation {
    condition     = can(cidrhost(var.azure_westeurope__cidr, 0)) && tonumber(split("/", var.azure_westeurope__cidr)[1]) <= 16
    error_message = "A network in CIDR notation that is large enough."
  }
}

variable "azure_westeurope__front__certificate" {
  description = "Certificate of front: the key vault, and the secret in it without a version."
  type        = object({ vault_id = string, secret_id = string })

  validation {
    condition     = can(regex("^https://.*/secrets/", var.azure_westeurope__front__certificate.secret_id))
    error_message = "The address of a secret in a key vault."
  }
}

variable "health_path" {
  description = "Path on which services behind load balancers answer when they are well."
  type        = string
  default     = "/"
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
