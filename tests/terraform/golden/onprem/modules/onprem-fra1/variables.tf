# What the root passes in.

variable "domain" {
  description = "DNS domain of machines at onprem:fra1."
  type        = string
}

variable "peer_cidrs" {
  description = "Networks of all sites, by site and segment."
  type        = map(string)
}

variable "user_cidrs" {
  description = "Networks from which each group of users comes."
  type        = map(list(string))
}

variable "vsphere" {
  description = "Names in the vCenter of onprem:fra1; the template is Ubuntu 24.04 with cloud-init and VMware Tools."
  type        = object({ datacenter = string, cluster = string, datastore = string, network = string, template = string })
}
