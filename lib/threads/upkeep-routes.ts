/** What the admin interface tells and does about what is on the disks; in the main thread. */
import type { UpkeepControl, UpkeepKind } from '../../storage/open.ts'
import { StorageError } from '../../storage/storage.ts'
import type { AdminRoute } from '../admin/app.ts'
import { AdminError } from '../admin/json-app.ts'

export function createUpkeepRoutes(storage: {
  readonly upkeep: UpkeepControl
}): Readonly<Record<string, AdminRoute>> {
  const { upkeep } = storage
  return {
    'GET /_/admin/upkeep': async () => ({ states: await upkeep.states() }),
    'POST /_/admin/upkeep': async ({ body: { kind, action } }) => {
      const checked = checkedKind(kind)
      if (action === 'start') return { state: await upkeep.start(checked) }
      if (action === 'stop') return { state: await upkeep.stop(checked) }
      throw new AdminError(400, 'invalid-request', 'action must be start or stop')
    },
    'GET /_/admin/object': async ({ query }) => {
      const bucket = query.get('bucket') ?? ''
      const key = query.get('key') ?? ''
      const versionId = query.get('versionId') ?? undefined
      const from = Number(query.get('from') ?? 0)
      const isValid = bucket.isWellFormed() && key.isWellFormed() && Number.isSafeInteger(from)
      if (!isValid || from < 0) throw new AdminError(400, 'invalid-request', 'a malformed query')
      const inspection = await upkeep
        .inspectObject(bucket, key, { ...(versionId !== undefined && { versionId }), from })
        .catch(error => {
          if (error instanceof StorageError && error.code === 'bucket-missing') return undefined
          throw error
        })
      if (!inspection) throw new AdminError(404, 'not-found', 'there is no such object')
      return inspection
    },
  }
}

function checkedKind(kind: unknown): UpkeepKind {
  if (kind === 'heal' || kind === 'scrub') return kind
  throw new AdminError(400, 'invalid-request', 'kind must be heal or scrub')
}
