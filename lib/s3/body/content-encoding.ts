/**
 * The Content-Encoding to keep with the object: `aws-chunked` names the framing of this one transfer
 * and is removed, `gzip` of `gzip,aws-chunked` stays. Undefined when nothing remains.
 */
export function storedContentEncoding(header: string | undefined): string | undefined {
  if (header === undefined || !header.toLowerCase().includes('aws-chunked')) return header
  const kept = header
    .split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== '' && coding.toLowerCase() !== 'aws-chunked')
  return kept.length > 0 ? kept.join(',') : undefined
}
