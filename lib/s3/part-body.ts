/** The body of a part, with the checksums that are kept with it. */
import type { Body } from '../../storage/storage.ts'
import type { Checksums } from './checksums/checksum.ts'
import { readBody, watchedBody } from './object-body.ts'
import type { RequestBody } from './request-body.ts'
import type { PartAttributes, PartChecksumValue, UploadChecksum } from './upload-attributes.ts'

export interface OpenPart {
  readonly body: Body
  /** To be called at the body's end. */
  attributes(): PartAttributes
}

/** A part has its checksum in the upload's algorithm, whichever its client declared, if any. */
export async function openPart(
  request: RequestBody,
  { algorithm }: Pick<UploadChecksum, 'algorithm'>,
  checksums: Checksums,
): Promise<OpenPart> {
  const body = await readBody(request, { checksum: algorithm })
  if (request.declaredAlgorithm === undefined || request.declaredAlgorithm === algorithm) {
    return { body, attributes: () => ({ checksum: receivedChecksum(request) }) }
  }
  const running = checksums.start(algorithm)
  const attributes = () => ({
    checksum: { algorithm, base64: running.base64() },
    declared: receivedChecksum(request),
  })
  if (body instanceof Uint8Array) {
    running.update(body)
    return { body, attributes }
  }
  return { body: watchedBody(body, bytes => running.update(bytes)), attributes }
}

/** What the client declared, verified, or what was computed in its place. */
function receivedChecksum({ digests }: RequestBody): PartChecksumValue {
  if (digests.checksum === undefined) throw new Error('the body of a part was not digested')
  return digests.checksum
}
