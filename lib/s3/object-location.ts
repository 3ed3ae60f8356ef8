/** Where an object is: for <Location> and the header of that name. */
import type { S3Request } from './operation.ts'

/** In the style of the request. */
export function objectLocation({
  isTls,
  host,
  bucketName,
  key,
}: Pick<S3Request, 'isTls' | 'host' | 'bucketName' | 'key'>): string {
  const path = key.split('/').map(encodeURIComponent).join('/')
  const isHostStyle = host.startsWith(`${bucketName}.`)
  return `${isTls ? 'https' : 'http'}://${host}/${isHostStyle ? '' : `${bucketName}/`}${path}`
}
