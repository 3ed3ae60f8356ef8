/** The text that a fragment carries so that the record which names it can be found again. */
export type Owner =
  | {
      readonly type: 'object'
      readonly bucketId: string
      readonly key: string
      /** The version is not older than that, and seldom much newer. */
      readonly sinceMs: number
    }
  | {
      readonly type: 'part'
      readonly bucketId: string
      readonly key: string
      readonly uploadId: string
      readonly partNumber: number
    }

export function encodeOwner(owner: Owner): string {
  return owner.type === 'object'
    ? `o ${owner.bucketId} ${owner.sinceMs} ${owner.key}`
    : `p ${owner.bucketId} ${owner.uploadId} ${owner.partNumber} ${owner.key}`
}

/** `undefined` for text that encodeOwner does not write. */
export function decodeOwner(text: string): Owner | undefined {
  const object = /^o (\S+) (\d+) (.*)$/su.exec(text)
  if (object) {
    const [, bucketId = '', since, key = ''] = object
    return { type: 'object', bucketId, key, sinceMs: Number(since) }
  }
  const part = /^p (\S+) (\S+) (\d+) (.*)$/su.exec(text)
  if (!part) return undefined
  const [, bucketId = '', uploadId = '', partNumber, key = ''] = part
  return { type: 'part', bucketId, key, uploadId, partNumber: Number(partNumber) }
}
