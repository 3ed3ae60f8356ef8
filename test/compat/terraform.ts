/**
 * Terraform with the AWS provider, where the machine has both: no `skip_…` switch is set, so the
 * provider asks who it is, as it asks AWS.
 */
import { writeFile } from 'node:fs/promises'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { runClient, tryClient } from '../support/client-program.ts'
import { type CompatContext, withMallee } from '../support/compat.ts'
import { openTerraform, providerConfiguration } from '../support/terraform.ts'

const test = anyTest as TestFn<CompatContext>
/** Nobody listens there: events wait for it. */
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:events'
const destinations = [{ arn: queueArn, type: 'webhook', url: 'http://127.0.0.1:9/' }]
withMallee(test, { compute: 'on', flags: ['--destinations', JSON.stringify(destinations)] })

const configuration = (endpoint: string, publicKey: string) => `${providerConfiguration(endpoint)}
data "aws_caller_identity" "me" {}
resource "aws_s3_bucket" "photos" {
  bucket = "terraform-photos"
  tags   = { team = "pictures" }
}
resource "aws_s3_bucket_ownership_controls" "photos" {
  bucket = aws_s3_bucket.photos.id
  rule { object_ownership = "BucketOwnerPreferred" }
}
resource "aws_s3_bucket_public_access_block" "photos" {
  bucket                  = aws_s3_bucket.photos.id
  block_public_acls       = false
  block_public_policy     = true
  ignore_public_acls      = false
  restrict_public_buckets = true
}
resource "aws_s3_bucket_acl" "photos" {
  bucket = aws_s3_bucket.photos.id
  acl    = "public-read"
  depends_on = [
    aws_s3_bucket_ownership_controls.photos,
    aws_s3_bucket_public_access_block.photos,
  ]
}
resource "aws_s3_bucket_versioning" "photos" {
  bucket = aws_s3_bucket.photos.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_object" "note" {
  bucket     = aws_s3_bucket.photos.id
  key        = "notes/first"
  content    = "hello"
  tags       = { kind = "note" }
  depends_on = [aws_s3_bucket_versioning.photos]
}
resource "aws_s3_bucket" "copy" {
  bucket = "terraform-copy"
}
resource "aws_s3_bucket_versioning" "copy" {
  bucket = aws_s3_bucket.copy.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "copy" {
  bucket = aws_s3_bucket.copy.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}
resource "aws_s3_bucket_replication_configuration" "photos" {
  bucket = aws_s3_bucket.photos.id
  role   = "arn:aws:iam::\${data.aws_caller_identity.me.account_id}:role/replication"
  rule {
    id       = "pictures"
    status   = "Enabled"
    priority = 1
    filter { prefix = "pictures/" }
    delete_marker_replication { status = "Enabled" }
    existing_object_replication { status = "Enabled" }
    destination {
      bucket        = aws_s3_bucket.copy.arn
      storage_class = "STANDARD_IA"
    }
  }
  depends_on = [aws_s3_bucket_versioning.photos, aws_s3_bucket_versioning.copy]
}
resource "aws_s3_bucket" "shared" {
  bucket = "terraform-shared"
}
data "aws_iam_policy_document" "shared" {
  statement {
    sid       = "NotUnencrypted"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["\${aws_s3_bucket.shared.arn}/secret/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  statement {
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.shared.arn]
    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.me.account_id]
    }
  }
}
resource "aws_s3_bucket_policy" "shared" {
  bucket = aws_s3_bucket.shared.id
  policy = data.aws_iam_policy_document.shared.json
}
resource "aws_s3_bucket_request_payment_configuration" "shared" {
  bucket = aws_s3_bucket.shared.id
  payer  = "Requester"
}
resource "aws_s3_bucket_lifecycle_configuration" "photos" {
  bucket = aws_s3_bucket.photos.id
  rule {
    id     = "drafts"
    status = "Enabled"
    filter {
      and {
        prefix = "drafts/"
        tags   = { kind = "draft" }
      }
    }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    expiration { days = 90 }
    noncurrent_version_expiration {
      noncurrent_days           = 30
      newer_noncurrent_versions = 3
    }
  }
  rule {
    id     = "uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload { days_after_initiation = 7 }
  }
  depends_on = [aws_s3_bucket_versioning.photos]
}
resource "aws_s3_bucket" "vault" {
  bucket              = "terraform-vault"
  object_lock_enabled = true
}
resource "aws_s3_bucket_object_lock_configuration" "vault" {
  bucket = aws_s3_bucket.vault.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 1
    }
  }
}
resource "aws_s3_object" "kept" {
  bucket        = aws_s3_bucket.vault.id
  key           = "kept"
  content       = "kept"
  storage_class = "STANDARD_IA"
  force_destroy = true
  depends_on    = [aws_s3_bucket_object_lock_configuration.vault]

  object_lock_mode              = "GOVERNANCE"
  object_lock_retain_until_date = "2100-01-01T00:00:00Z"
  object_lock_legal_hold_status = "ON"
}
resource "aws_s3_bucket" "site" {
  bucket = "terraform-site"
}
resource "aws_s3_bucket_cors_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  cors_rule {
    allowed_headers = ["*"]
    allowed_methods = ["GET", "PUT"]
    allowed_origins = ["https://example.com"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }
}
resource "aws_s3_bucket_website_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  index_document { suffix = "index.html" }
  error_document { key = "error.html" }
  routing_rule {
    condition { key_prefix_equals = "docs/" }
    redirect { replace_key_prefix_with = "documents/" }
  }
}
resource "aws_s3_bucket" "logs" {
  bucket = "terraform-logs"
}
resource "aws_s3_bucket_acl" "logs" {
  bucket     = aws_s3_bucket.logs.id
  acl        = "log-delivery-write"
  depends_on = [aws_s3_bucket_ownership_controls.logs]
}
resource "aws_s3_bucket_ownership_controls" "logs" {
  bucket = aws_s3_bucket.logs.id
  rule { object_ownership = "BucketOwnerPreferred" }
}
resource "aws_s3_bucket_logging" "site" {
  bucket        = aws_s3_bucket.site.id
  target_bucket = aws_s3_bucket_acl.logs.bucket
  target_prefix = "site/"
  target_object_key_format {
    partitioned_prefix { partition_date_source = "EventTime" }
  }
}
resource "aws_s3_bucket_notification" "site" {
  bucket = aws_s3_bucket.site.id
  queue {
    queue_arn     = "${queueArn}"
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "in/"
    filter_suffix = ".jpg"
  }
}
resource "aws_s3_bucket_analytics_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  name   = "all"
  filter { prefix = "documents/" }
}
resource "aws_s3_bucket_metric" "site" {
  bucket = aws_s3_bucket.site.id
  name   = "all"
  filter { tags = { kind = "draft" } }
}
resource "aws_s3_bucket_inventory" "site" {
  bucket                   = aws_s3_bucket.site.id
  name                     = "weekly"
  included_object_versions = "All"
  schedule { frequency = "Weekly" }
  destination {
    bucket {
      format     = "CSV"
      bucket_arn = aws_s3_bucket.logs.arn
      prefix     = "inventory"
    }
  }
}
resource "aws_s3_bucket_intelligent_tiering_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  name   = "cold"
  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 125
  }
}
resource "aws_s3_bucket_accelerate_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  status = "Suspended"
}
resource "aws_key_pair" "me" {
  key_name   = "terraform-me"
  public_key = "${publicKey}"
}
output "account" { value = data.aws_caller_identity.me.account_id }
`

type Context = ExecutionContext<CompatContext>

async function prepare(t: Context): Promise<void> {
  const { home, mallee } = t.context
  const makeKey = ['-q', '-t', 'ed25519', '-N', '', '-C', 'me', '-f', home.path('key')]
  await runClient('ssh-keygen', makeKey, t.context)
  const publicKey = (await runClient('cat', [home.path('key.pub')], t.context)).trim()
  await writeFile(home.path('main.tf'), configuration(mallee.endpoint, publicKey))
}

test('Terraform: apply makes everything, a second plan is empty, destroy removes it', async t => {
  const terraform = await openTerraform(t.context.home)
  if (!terraform) {
    t.log('skipped: this machine has no terraform with a mirror of the AWS provider')
    t.pass()
    return
  }
  t.timeout(600_000)
  await prepare(t)
  await terraform.run('init', '-no-color')
  await terraform.run('apply', '-auto-approve', '-no-color')
  t.regex(await terraform.run('output', '-raw', 'account'), /^\d{12}$/)

  const plan = await terraform.try('plan', '-detailed-exitcode', '-no-color')
  t.is(plan.code, 0, plan.stdout + plan.stderr)
  const aws = ['--endpoint-url', t.context.mallee.endpoint]
  const body = await runClient(
    '/usr/bin/aws',
    [...aws, 's3', 'cp', 's3://terraform-photos/notes/first', '-'],
    t.context,
  )
  t.is(body, 'hello')

  // The bucket's ACL lets everybody list it, and nobody but its owner read what is in it.
  const { endpoint } = t.context.mallee
  t.is((await fetch(`${endpoint}/terraform-photos`)).status, 200)
  t.is((await fetch(`${endpoint}/terraform-photos/notes/first`)).status, 403)

  // Its policy holds the owner, too.
  const copy = ['s3', 'cp', t.context.home.path('main.tf'), 's3://terraform-shared/secret/a']
  t.regex((await tryClient('/usr/bin/aws', [...aws, ...copy], t.context)).stderr, /AccessDenied/)

  // A versioned bucket is only removed once its versions are.
  const list = [...aws, 's3api', 'list-object-versions', '--bucket', 'terraform-photos']
  t.regex(await runClient('/usr/bin/aws', list, t.context), /"Key": "notes\/first"/)
  await terraform.run('destroy', '-auto-approve', '-no-color')
  t.is(await runClient('/usr/bin/aws', [...aws, 's3', 'ls'], t.context), '')
  const keys = await runClient('/usr/bin/aws', [...aws, 'ec2', 'describe-key-pairs'], t.context)
  t.deepEqual(JSON.parse(keys).KeyPairs, [])
})
