# cdn: cdn, tier standard, team storefront; serves here (single).

data "aws_canonical_user_id" "cdn__logs" {}

data "aws_cloudfront_log_delivery_canonical_user_id" "cdn__logs" {}

resource "aws_s3_bucket" "cdn__logs" {
  # checkov:skip=CKV_AWS_18:this bucket holds access logs itself
  # checkov:skip=CKV_AWS_144:logs are not copied to another region
  # checkov:skip=CKV_AWS_145:the delivery of these logs cannot use keys of the plan's data classes
  # checkov:skip=CKV2_AWS_62:nothing in the plan listens to events of the bucket
  bucket = "edge-cdn-eu-central-1-logs-${data.aws_caller_identity.current.account_id}"
  tags   = local.tags.cdn
}

resource "aws_s3_bucket_ownership_controls" "cdn__logs" {
  bucket = aws_s3_bucket.cdn__logs.id

  # checkov:skip=CKV2_AWS_65:CloudFront delivers its logs by the access list of the bucket
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "cdn__logs" {
  bucket = aws_s3_bucket.cdn__logs.id

  access_control_policy {
    grant {
      permission = "FULL_CONTROL"

      grantee {
        id   = data.aws_canonical_user_id.cdn__logs.id
        type = "CanonicalUser"
      }
    }

    grant {
      permission = "FULL_CONTROL"

      grantee {
        id   = data.aws_cloudfront_log_delivery_canonical_user_id.cdn__logs.id
        type = "CanonicalUser"
      }
    }

    owner {
      id = data.aws_canonical_user_id.cdn__logs.id
    }
  }

  depends_on = [aws_s3_bucket_ownership_controls.cdn__logs]
}

resource "aws_s3_bucket_versioning" "cdn__logs" {
  bucket = aws_s3_bucket.cdn__logs.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "cdn__logs" {
  bucket = aws_s3_bucket.cdn__logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "cdn__logs" {
  bucket                  = aws_s3_bucket.cdn__logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_lifecycle_configuration" "cdn__logs" {
  bucket = aws_s3_bucket.cdn__logs.id

  rule {
    id     = "kept"
    status = "Enabled"

    filter {}

    expiration {
      days = 60
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

data "aws_cloudfront_response_headers_policy" "cdn__headers" {
  name = "Managed-SecurityHeadersPolicy"
}

data "aws_cloudfront_cache_policy" "cdn__objects" {
  name = "Managed-CachingOptimized"
}

resource "aws_cloudfront_origin_access_control" "cdn" {
  name                              = "edge-cdn-eu-central-1"
  description                       = "Signs requests to buckets"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

data "aws_cloudfront_cache_policy" "cdn__origin" {
  name = "Managed-UseOriginCacheControlHeaders-QueryStrings"
}

data "aws_cloudfront_origin_request_policy" "cdn__viewer" {
  name = "Managed-AllViewer"
}

resource "aws_cloudfront_vpc_origin" "cdn__aws_eu_central_1__front" {
  tags = local.tags.cdn

  vpc_origin_endpoint_config {
    name                   = "edge-cdn-cdn-aws-eu-central-1-front-9cae6809"
    arn                    = aws_lb.front.arn
    http_port              = 80
    https_port             = 443
    origin_protocol_policy = "https-only"

    origin_ssl_protocols {
      items    = ["TLSv1.2"]
      quantity = 1
    }
  }
}

resource "aws_cloudfront_distribution" "cdn" {
  # checkov:skip=CKV_AWS_374:the plan serves its users wherever they are
  # checkov:skip=CKV_AWS_310:origins that take writes have no second one; DNS moves them
  # checkov:skip=CKV_AWS_305:the origin answers for the root itself
  comment         = "edge cdn"
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_All"
  aliases         = var.cdn__names
  web_acl_id      = aws_wafv2_web_acl.cdn_wall.arn
  tags            = local.tags.cdn

  origin {
    origin_id   = "front-aws-eu-central-1"
    domain_name = aws_lb.front.dns_name

    vpc_origin_config {
      vpc_origin_id = aws_cloudfront_vpc_origin.cdn__aws_eu_central_1__front.id
    }
  }

  origin {
    origin_id                = "assets-aws-eu-central-1"
    domain_name              = aws_s3_bucket.assets.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.cdn.id
  }

  default_cache_behavior {
    target_origin_id           = "front-aws-eu-central-1"
    allowed_methods            = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    viewer_protocol_policy     = "redirect-to-https"
    cache_policy_id            = data.aws_cloudfront_cache_policy.cdn__origin.id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.cdn__viewer.id
    response_headers_policy_id = data.aws_cloudfront_response_headers_policy.cdn__headers.id
  }

  ordered_cache_behavior {
    # The plan does not say how requests are divided: adjust the pattern.
    path_pattern               = "/assets/*"
    target_origin_id           = "assets-aws-eu-central-1"
    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    viewer_protocol_policy     = "redirect-to-https"
    cache_policy_id            = data.aws_cloudfront_cache_policy.cdn__objects.id
    response_headers_policy_id = data.aws_cloudfront_response_headers_policy.cdn__headers.id
  }

  logging_config {
    bucket          = aws_s3_bucket.cdn__logs.bucket_domain_name
    include_cookies = false
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.cdn__certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }

  depends_on = [aws_s3_bucket_acl.cdn__logs]
}
