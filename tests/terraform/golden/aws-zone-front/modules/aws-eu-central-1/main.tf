# What all files of aws:eu-central-1 share.

locals {
  shared_tags = {
    plan       = "zone"
    managed-by = "mcplan"
  }

  # Tags by service.
  tags = {
    api = {
      plan       = "zone"
      service    = "api"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    bastion = {
      plan       = "zone"
      service    = "bastion"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    broker = {
      plan       = "zone"
      service    = "broker"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    files = {
      plan       = "zone"
      service    = "files"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    names = {
      plan       = "zone"
      service    = "names"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    raw = {
      plan       = "zone"
      service    = "raw"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    tcp = {
      plan       = "zone"
      service    = "tcp"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    things = {
      plan       = "zone"
      service    = "things"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}
