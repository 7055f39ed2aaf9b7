# What all files of aws:eu-central-1 share.

locals {
  shared_tags = {
    plan       = "shop"
    managed-by = "mcplan"
  }

  # Tags by service.
  tags = {
    assets = {
      plan       = "shop"
      service    = "assets"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    front = {
      plan       = "shop"
      service    = "front"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    orders = {
      plan       = "shop"
      service    = "orders"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    web = {
      plan       = "shop"
      service    = "web"
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
