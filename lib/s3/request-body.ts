/**
 * The body of an S3 request, decoded (aws-chunked framing removed) and verified as it passes:
 * signatures of chunks and trailers, x-amz-content-sha256, Content-MD5, declared checksums, length.
 * Every failure is thrown before the last byte is handed out as the end of the body.
 */
export interface RequestBody {
  /** Decoded length as declared; undefined only where S3 does not ask for one. */
  readonly sizeBytes: number | undefined
  /** Can be read once. */
  stream(): AsyncIterable<Uint8Array>
  /** The whole body when it has at most `maxBytes`; else S3Error `MaxMessageLengthExceeded`. */
  bytes(maxBytes: number): Promise<Uint8Array>
  /** Results for the caller once the body was read: MD5 for the ETag and the checksum to store. */
  readonly digests: BodyDigests
}

/** Filled when the body has been read to its end. */
export interface BodyDigests {
  /** Lower-case hex, where asked for by `md5: true` when the body was made. */
  readonly md5Hex: string
  /** The verified checksum that the client declared (header or trailer), or the CRC64NVME computed. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly base64: string } | undefined
}

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'
