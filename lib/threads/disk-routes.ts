/** What the admin interface tells of disks, and does with them; in the main thread. */
import type { MainStorage } from '../../storage/open.ts'
import { StorageError } from '../../storage/storage.ts'
import type { AdminRoute } from '../admin/app.ts'
import { AdminError } from '../admin/json-app.ts'

export function createDiskRoutes(storage: MainStorage): Readonly<Record<string, AdminRoute>> {
  return {
    'GET /_/admin/disks': async () => ({ ...(await storage.health()) }),
    'POST /_/admin/disks': async ({ body: { path } }) => {
      if (typeof path !== 'string' || !path.startsWith('/') || path.includes('\0')) {
        throw new AdminError(400, 'invalid-request', 'path must be an absolute path')
      }
      return { disk: await refusable(storage.disks.add(path)) }
    },
    'POST /_/admin/disks/drain': ({ body }) => change(body, disk => storage.disks.drain(disk)),
    'POST /_/admin/disks/keep': ({ body }) => change(body, disk => storage.disks.keep(disk)),
    'POST /_/admin/disks/remove': ({ body }) =>
      change(body, disk => storage.disks.remove(disk, { isForced: body.force === true })),
  }
}

async function change(
  { disk }: Readonly<Record<string, unknown>>,
  work: (disk: number) => Promise<void>,
): Promise<unknown> {
  if (typeof disk !== 'number' || !Number.isSafeInteger(disk) || disk < 0) {
    throw new AdminError(400, 'invalid-request', "disk must be a disk's number")
  }
  await refusable(work(disk))
  return { disk }
}

/** What storage refuses is for the person who asked. */
async function refusable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (error instanceof StorageError && error.code === 'disk-refused') {
      throw new AdminError(409, error.code, error.message)
    }
    if (error instanceof StorageError && error.code === 'unavailable') {
      throw new AdminError(503, error.code, error.message)
    }
    throw error
  }
}
