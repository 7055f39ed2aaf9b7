# api: api-gateway, tier standard, team storefront; serves here (single).

resource "aws_cloudwatch_log_group" "api" {
  # checkov:skip=CKV_AWS_158:the plan leaves the keys of this data to the provider
  name              = "/aws/apigateway/zone-api"
  retention_in_days = 365
  tags              = local.tags.api
}

resource "aws_apigatewayv2_api" "api" {
  name                         = "zone-api"
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = false
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

resource "aws_apigatewayv2_integration" "api__to__broker" {
  api_id             = aws_apigatewayv2_api.api.id
  integration_type   = "HTTP_PROXY"
  integration_method = "ANY"
  integration_uri    = var.api__broker__url
}

resource "aws_apigatewayv2_route" "api__to__broker" {
  api_id             = aws_apigatewayv2_api.api.id
  route_key          = "$default"
  target             = "integrations/${aws_apigatewayv2_integration.api__to__broker.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.api.id
}
