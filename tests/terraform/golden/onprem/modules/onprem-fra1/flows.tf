# Who may talk to whom, for the people who run the firewalls: vSphere itself filters nothing.

locals {
  flows = {
    orders__from__web__5432 = {
      from          = "web"
      to            = "orders"
      from_networks = [var.peer_cidrs["onprem_fra1"]]
      to_networks   = [var.peer_cidrs["onprem_fra1"]]
      protocol      = "tcp"
      port          = 5432
      why           = "web at onprem:fra1 to orders"
    }
    web__from__users__europe__443 = {
      from          = "users.europe"
      to            = "web"
      from_networks = var.user_cidrs["europe"]
      to_networks   = [var.peer_cidrs["onprem_fra1"]]
      protocol      = "tcp"
      port          = 443
      why           = "users.europe to web"
    }
    web__to__orders__5432 = {
      from          = "web"
      to            = "orders"
      from_networks = [var.peer_cidrs["onprem_fra1"]]
      to_networks   = [var.peer_cidrs["onprem_fra1"]]
      protocol      = "tcp"
      port          = 5432
      why           = "web to orders at onprem:fra1"
    }
  }
}
