/** What the session of a hook's run may do, made from what it is about. */
import type { HookSession } from './session.ts'

/** Reads one version of one object, writes under one prefix. */
export function hookPolicy({ source, output }: HookSession): string {
  const write = {
    Effect: 'Allow',
    Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    Resource: `${objectsArn(output.bucket, output.prefix)}*`,
  }
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: source === undefined ? [write] : [write, readStatement(source)],
  })
}

function readStatement({ bucket, key, versionId }: NonNullable<HookSession['source']>): object {
  const Resource = objectsArn(bucket, key)
  // Where the bucket never had versioning there is only one.
  if (versionId === undefined) return { Effect: 'Allow', Action: 's3:GetObject', Resource }
  return {
    Effect: 'Allow',
    Action: 's3:GetObjectVersion',
    Resource,
    Condition: { StringEquals: { 's3:VersionId': versionId } },
  }
}

/** Keys are texts, not patterns. */
function objectsArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key.replace(/[*?$]/g, character => `\${${character}}`)}`
}
