/**
 * A request that is a form: its fields are its headers, one of them is its key, and they say who
 * signed it. What the HTTP request around it may say of these things means nothing.
 */
import { authenticateForm, type SignedForm } from '../../auth/form.ts'
import { checkPostPolicy, parsePostPolicy, type SizeRange } from '../../auth/post-policy.ts'
import type { HttpRequest } from '../../http/exchange.ts'
import type { Principal } from '../../iam/account.ts'
import { readPieces } from '../body/raw-body.ts'
import { S3Error } from '../errors.ts'
import { SINGLE_WRITE_BYTES_MAX } from '../object-body.ts'
import type { Received, Receiving } from '../received.ts'
import { checkKey } from '../target.ts'
import { readBoundary } from './boundary.ts'
import { FormFile } from './form-file.ts'
import { formHeaders } from './form-headers.ts'
import { MultipartReader } from './multipart-reader.ts'
import { fieldsTooLong, HELD_BYTES_MAX, readUploadForm, type UploadForm } from './upload-form.ts'

/** How long a client may send nothing. */
const IDLE_TIMEOUT_MS = 20_000
/** For all that comes before the file, as long as headers may take. */
const FIELDS_TIMEOUT_MS = 60_000

/** Reads the form up to its file. Throws S3Error and AuthError. */
export async function receiveForm(request: HttpRequest, receiving: Receiving): Promise<Received> {
  const { checksums, target, now } = receiving
  const boundary = readBoundary(request.headers['content-type'])
  const lengthBytes = contentLength(request)
  const deadlineMs = now() + FIELDS_TIMEOUT_MS
  const reader = new MultipartReader(readPieces(request.body(), IDLE_TIMEOUT_MS), {
    boundary,
    heldBytesMax: HELD_BYTES_MAX,
    tooLong: fieldsTooLong,
    beforeWait() {
      if (now() > deadlineMs) throw new S3Error('RequestTimeout')
    },
  })
  try {
    const form = await readUploadForm(reader)
    checkKey(form.key)
    const { signature, sizeRange } = await authenticate(form, receiving)
    const headers = formHeaders(form.fields, receiving.headers)
    return {
      principal: signature?.identity,
      ...(signature && { signature }),
      isPresigned: false,
      key: form.key,
      resource: `${target.resource}/${form.key}`,
      headers,
      form: form.fields,
      payload: { kind: 'unsigned' },
      body: new FormFile({
        content: reader.passThrough(),
        headers,
        checksums,
        sizeRange,
        sizeBytesMax: lengthBytes - reader.takenBytes,
      }),
    }
  } catch (error) {
    await reader.close()
    throw error
  }
}

/** S3 wants the length of every form. */
function contentLength({ headers }: HttpRequest): number {
  const length = headers['content-length']
  if (length === undefined) throw new S3Error('MissingContentLength')
  const lengthBytes = Number(length)
  if (lengthBytes > SINGLE_WRITE_BYTES_MAX + HELD_BYTES_MAX) {
    throw new S3Error('EntityTooLarge', {
      ProposedSize: length,
      MaxSizeAllowed: String(SINGLE_WRITE_BYTES_MAX),
    })
  }
  return lengthBytes
}

const ANY_SIZE: SizeRange = { minBytes: 0, maxBytes: SINGLE_WRITE_BYTES_MAX }

/** Nobody, or the signer of a policy that the form satisfies. */
async function authenticate(
  { fields, key }: UploadForm,
  { target, authentication }: Receiving,
): Promise<{ signature: SignedForm<Principal> | undefined; sizeRange: SizeRange }> {
  const signed = await authenticateForm(fields, authentication)
  if (signed === undefined) return { signature: undefined, sizeRange: ANY_SIZE }
  const policy = parsePostPolicy(signed.policy)
  // Where the file goes, whatever the form calls it.
  const facts = new Map([...fields, ['key', key], ['bucket', target.bucketName]])
  checkPostPolicy(policy, facts, authentication.nowMs)
  const { minBytes, maxBytes } = policy.sizeRange ?? ANY_SIZE
  return {
    signature: signed,
    sizeRange: { minBytes, maxBytes: Math.min(maxBytes, SINGLE_WRITE_BYTES_MAX) },
  }
}
