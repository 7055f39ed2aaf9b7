# api: api-gateway, tier standard, team storefront; serves here (single).

resource "aws_cloudwatch_log_group" "api" {
  # checkov:skip=CKV_AWS_338:the plan's monitoring keeps logs for less
  name              = "/aws/apigateway/edge-api"
  retention_in_days = 60
  kms_key_id        = aws_kms_key.pii.arn
  tags              = local.tags.api
}

resource "aws_apigatewayv2_vpc_link" "api" {
  name               = "edge-api"
  subnet_ids         = [for zone in local.zones : aws_subnet.private[zone].id]
  security_group_ids = [aws_security_group.api.id]
  tags               = local.tags.api
}

resource "aws_apigatewayv2_api" "api" {
  name                         = "edge-api"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = true
  tags                         = local.tags.api
}

resource "aws_apigatewayv2_stage" "api" {
  api_id      = aws_apigatewayv2_api.api.id
  name        = "$default"
  auto_deploy = true
  tags        = local.tags.api

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api.arn

    format = jsonencode({
      requestId = "$context.requestId"
      ip        = "$context.identity.sourceIp"
      time      = "$context.requestTime"
      method    = "$context.httpMethod"
      path      = "$context.path"
      status    = "$context.status"
      length    = "$context.responseLength"
    })
  }

  default_route_settings {
    detailed_metrics_enabled = true
    throttling_rate_limit    = 381
    throttling_burst_limit   = 762
  }
}

resource "aws_apigatewayv2_authorizer" "api" {
  api_id           = aws_apigatewayv2_api.api.id
  name             = "tokens"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = var.api__token_issuer
    audience = var.api__token_audience
  }
}

resource "aws_apigatewayv2_integration" "api__to__front" {
  api_id             = aws_apigatewayv2_api.api.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = aws_lb_listener.front__443.arn
  connection_type    = "VPC_LINK"
  connection_id      = aws_apigatewayv2_vpc_link.api.id

  tls_config {
    server_name_to_verify = aws_apigatewayv2_domain_name.api.domain_name
  }
}

resource "aws_apigatewayv2_route" "api__to__front" {
  api_id             = aws_apigatewayv2_api.api.id
  route_key          = "$default"
  target             = "integrations/${aws_apigatewayv2_integration.api__to__front.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.api.id
}

resource "aws_apigatewayv2_domain_name" "api" {
  domain_name = var.api__domain_name
  tags        = local.tags.api

  domain_name_configuration {
    certificate_arn = var.api__certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "api" {
  api_id      = aws_apigatewayv2_api.api.id
  domain_name = aws_apigatewayv2_domain_name.api.id
  stage       = aws_apigatewayv2_stage.api.id
}
