# What the root passes in.

variable "cidr" {
  description = "Network of this site in CIDR notation."
  type        = string
}

variable "database_admin" {
  description = "Entra principal that administers database servers; type is User, Group or ServicePrincipal."
  type        = object({ object_id = string, name = string, type = string })
}

variable "front__certificate" {
  description = "Certificate of front: the key vault, and the secret in it without a version."
  type        = object({ vault_id = string, secret_id = string })
}

variable "health_path" {
  description = "Path on which services behind load balancers answer when they are well."
  type        = string
}

variable "image_x86_64" {
  description = "Image to start, one with the service's software once there is one."
  type        = object({ publisher = string, offer = string, sku = string, version = string })
}

variable "ssh_public_key" {
  description = "Public key of the operators; no rule opens the port for it."
  type        = string
}

variable "user_cidrs" {
  description = "Networks from which each group of users comes."
  type        = map(list(string))
}
