/** What a request is for, told without verifying anything: several services share one port. */
import type { AuthRequest } from './contract.ts'
import { parseCredential } from './credential-scope.ts'

/**
 * The service that the credential scope names (`s3`, `ec2`, `sts`, …), `s3` for SigV2, undefined
 * for unsigned requests and for what cannot be read. Only for dispatch: nothing is proved.
 */
export function peekService(
  request: Pick<AuthRequest, 'headers' | 'rawQuery'>,
): string | undefined {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    if (authorization.startsWith('AWS ')) return 's3'
    return serviceAfter(authorization, 'Credential=', ',')
  }
  const { rawQuery } = request
  if (rawQuery.includes('AWSAccessKeyId=') && rawQuery.includes('Signature=')) return 's3'
  return serviceAfter(rawQuery, 'X-Amz-Credential=', '&')
}

function serviceAfter(text: string, name: string, end: string): string | undefined {
  const start = text.indexOf(name)
  if (start < 0) return undefined
  const from = start + name.length
  const until = text.indexOf(end, from)
  const credential = text.slice(from, until < 0 ? undefined : until)
  return parseCredential(credential.replaceAll(/%2f/gi, '/').trim())?.service
}
