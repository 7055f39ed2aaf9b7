# What all files of aws:eu-central-1 share.

locals {
  shared_tags = {
    plan       = "edge"
    managed-by = "mcplan"
  }

  # Tags by service.
  tags = {
    api = {
      plan       = "edge"
      service    = "api"
      team       = "storefront"
      tier       = "standard"
      data-class = "pii"
      role       = "active"
      managed-by = "mcplan"
    }
    assets = {
      plan       = "edge"
      service    = "assets"
      team       = "storefront"
      tier       = "standard"
      data-class = "pii"
      role       = "active"
      managed-by = "mcplan"
    }
    cdn = {
      plan       = "edge"
      service    = "cdn"
      team       = "storefront"
      tier       = "standard"
      data-class = "pii"
      role       = "active"
      managed-by = "mcplan"
    }
    cdn_shield = {
      plan       = "edge"
      service    = "cdn-shield"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    cdn_wall = {
      plan       = "edge"
      service    = "cdn-wall"
      team       = "storefront"
      tier       = "standard"
      data-class = "pii"
      role       = "active"
      managed-by = "mcplan"
    }
    front = {
      plan       = "edge"
      service    = "front"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    names = {
      plan       = "edge"
      service    = "names"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    office = {
      plan       = "edge"
      service    = "office"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    office_shield = {
      plan       = "edge"
      service    = "office-shield"
      team       = "storefront"
      tier       = "standard"
      data-class = "unclassified"
      role       = "active"
      managed-by = "mcplan"
    }
    office_wall = {
      plan       = "edge"
      service    = "office-wall"
      team       = "storefront"
      tier       = "standard"
      data-class = "pii"
      role       = "active"
      managed-by = "mcplan"
    }
    secrets = {
      plan       = "edge"
      service    = "secrets"
      team       = "storefront"
      tier       = "standard"
      data-class = "pii"
      role       = "active"
      managed-by = "mcplan"
    }
    watch = {
      plan       = "edge"
      service    = "watch"
      team       = "storefront"
      tier       = "standard"
      data-class = "pii"
      role       = "active"
      managed-by = "mcplan"
    }
    web = {
      plan       = "edge"
      service    = "web"
      team       = "storefront"
      tier       = "standard"
      data-class = "pii"
      role       = "active"
      managed-by = "mcplan"
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}
