/** `s3://BUCKET/KEY`; `undefined` for anything else. */
export function parseS3Url(url: string): { bucket: string; key: string } | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? []
  return bucket === undefined || key === undefined ? undefined : { bucket, key }
}
