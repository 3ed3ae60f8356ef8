/** What the admin interface tells of hypervisors, and does with them; in the main thread. */
import type { AdminRoute } from '../admin/app.ts'
import { AdminError } from '../admin/json-app.ts'
import type { HostControl } from '../compute/hosts/host-control.ts'
import { HostError } from '../compute/hosts/host-error.ts'

type Body = Readonly<Record<string, unknown>>

const MEBIBYTE = 1024 * 1024

export function createHostRoutes(hosts: HostControl): Readonly<Record<string, AdminRoute>> {
  return {
    'GET /_/admin/hypervisors': async () => ({ hypervisors: await hosts.list() }),
    'POST /_/admin/hypervisors': ({ body }) =>
      change(body, name => {
        const { folder } = body
        if (typeof folder !== 'string' || !folder.startsWith('/') || folder.includes('\0')) {
          throw new AdminError(400, 'invalid-request', 'folder must be an absolute path')
        }
        const vcpuCount = wholeNumber(body, 'vcpuCount', 4096)
        const memoryBytes = wholeNumber(body, 'memoryMib', 2 ** 30) * MEBIBYTE
        return hosts.attach(name, { driver: 'qemu', folder, vcpuCount, memoryBytes })
      }),
    'POST /_/admin/hypervisors/drain': ({ body }) => change(body, name => hosts.drain(name)),
    'POST /_/admin/hypervisors/keep': ({ body }) => change(body, name => hosts.keep(name)),
    'POST /_/admin/hypervisors/detach': ({ body }) =>
      change(body, name => hosts.detach(name, { isForced: body.force === true })),
  }
}

async function change(body: Body, work: (name: string) => Promise<void>): Promise<unknown> {
  const { name } = body
  if (typeof name !== 'string') {
    throw new AdminError(400, 'invalid-request', "name must be a hypervisor's name")
  }
  try {
    await work(name)
  } catch (error) {
    // What is refused is for the person who asked.
    if (!(error instanceof HostError)) throw error
    throw new AdminError(error.code === 'host-missing' ? 404 : 409, error.code, error.message)
  }
  return { name }
}

function wholeNumber(body: Body, name: string, max: number): number {
  const value = body[name]
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) {
    return value
  }
  throw new AdminError(400, 'invalid-request', `${name} must be a whole number from 1 to ${max}`)
}
