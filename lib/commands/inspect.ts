/** `mallee inspect`: explains an object: its record, its blobs, and what the disks have of each. */
import type { BlobInspection, ObjectInspection } from '../../storage/open.ts'
import { askAdmin, type Environment } from './admin-client.ts'
import { readArguments } from './arguments.ts'
import { parseS3Url } from './s3-url.ts'
import { UsageError } from './usage.ts'

const USAGE = 'usage: mallee inspect s3://BUCKET/KEY [--version-id V] [--endpoint URL] [--json]'

export async function inspect(argv: readonly string[], environment: Environment): Promise<void> {
  const { bucket, key, versionId, endpoint, json } = parse(argv)
  let isFirst = true
  for (let from = 0; ; ) {
    const query = new URLSearchParams({ bucket, key, from: String(from) })
    if (versionId !== undefined) query.set('versionId', versionId)
    // The server's answer, of whose version this command is part.
    const inspection = (await askAdmin(
      { method: 'GET', path: `/_/admin/object?${query}` },
      { endpoint, environment },
    )) as unknown as ObjectInspection
    if (json) process.stdout.write(`${JSON.stringify(inspection)}\n`)
    else {
      if (isFirst) process.stdout.write(formatRecord(inspection))
      process.stdout.write(inspection.blobs.map(formatBlob).join(''))
    }
    isFirst = false
    from += inspection.blobs.length
    if (inspection.blobs.length === 0 || from >= inspection.blobCount) return
  }
}

function parse(argv: readonly string[]) {
  const { values, positionals } = readArguments(
    {
      args: [...argv],
      allowPositionals: true,
      options: {
        'version-id': { type: 'string' },
        endpoint: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    },
    USAGE,
  )
  const [url = '', ...surplus] = positionals
  const object = parseS3Url(url)
  if (object === undefined || surplus.length > 0) throw new UsageError(USAGE)
  return { ...object, versionId: values['version-id'], ...values }
}

function formatRecord({ record, recordKey, shard, manifestKey, blobCount }: ObjectInspection) {
  const rows: readonly (readonly [string, string])[] = [
    ['key', record.key],
    ['version', `${record.versionId}${record.isLatest ? ' (current)' : ''}`],
    ['size', `${record.sizeBytes} bytes`],
    ['modified', new Date(record.modifiedAtMs).toISOString()],
    ['etag', record.etag],
    ...(record.isDeleteMarker ? [['delete marker', 'yes'] as const] : []),
    ['record', `${JSON.stringify(recordKey)} in shard ${shard}`],
    ...(manifestKey === undefined ? [] : [['manifest', JSON.stringify(manifestKey)] as const]),
    ['attributes', JSON.stringify(record.attributes)],
    ['blobs', String(blobCount)],
  ]
  return rows.map(([name, value]) => `${name.padEnd(14)} ${value}\n`).join('')
}

function formatBlob({ partNumber, sizeBytes, locator, places, failure }: BlobInspection): string {
  const part = partNumber === undefined ? '' : `part ${partNumber}: `
  const lines = places.map(
    ({ role, diskNumber = '-', state, path = '' }) =>
      `    ${role.padEnd(7)} disk ${String(diskNumber).padEnd(3)} ${state.padEnd(8)} ${path}\n`,
  )
  const trouble = failure === undefined ? '' : `    ${failure}\n`
  return `  ${part}${locator ?? 'empty'}, ${sizeBytes} bytes\n${lines.join('')}${trouble}`
}
