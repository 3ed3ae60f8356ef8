/**
 * The metadata service of a hook's machine: what a guest needs to find its user data, which is the
 * agent, and below `/hook/` what the agent asks for. It is the same before and after a restore, so
 * nothing of an event is in the rest of it.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from '../../../log.ts'
import type { GuestIdentity } from '../../ephemeral-machine.ts'

export interface GuestMetadataOptions {
  readonly identity: GuestIdentity
  readonly imageId: string
  readonly machineType: string
  readonly region: string
  readonly userData: string
  readonly log: Logger
  /** Undefined while the machine has no event to work on. */
  invocation(): GuestService | undefined
}

export interface GuestService {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

const hookPath = '/hook/'

export function createGuestMetadata(options: GuestMetadataOptions): RequestListener {
  const leaves = leavesOf(options)
  return async (request, response) => {
    try {
      const service = options.invocation()
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
      if (path.startsWith(hookPath) && service) return await service.answer(request, response)
      // Bodies mean nothing here, and unread ones must not hold the connection up.
      request.resume()
      const text = lookUp(leaves, request.method, path)
      response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/plain' })
      response.end(text)
    } catch (error) {
      options.log.error({ err: error }, 'the metadata service of a hook’s machine failed')
      response.destroy()
    }
  }
}

function leavesOf(options: GuestMetadataOptions): Readonly<Record<string, string>> {
  const { identity, imageId, machineType, region } = options
  const { macAddress, privateIpAddress, hostname, machineId } = identity
  const nic = `meta-data/network/interfaces/macs/${macAddress}`
  return {
    'user-data': options.userData,
    'meta-data/ami-id': imageId,
    'meta-data/hostname': hostname,
    'meta-data/instance-id': machineId,
    'meta-data/instance-type': machineType,
    'meta-data/local-hostname': hostname,
    'meta-data/local-ipv4': privateIpAddress,
    'meta-data/mac': macAddress,
    'meta-data/placement/availability-zone': `${region}a`,
    'meta-data/placement/region': region,
    [`${nic}/device-number`]: '0',
    [`${nic}/local-ipv4s`]: privateIpAddress,
    [`${nic}/mac`]: macAddress,
    'dynamic/instance-identity/document': JSON.stringify({
      imageId,
      instanceId: machineId,
      instanceType: machineType,
      privateIp: privateIpAddress,
      region,
    }),
  }
}

function lookUp(
  leaves: Readonly<Record<string, string>>,
  method: string | undefined,
  path: string,
): string | undefined {
  const [, , ...steps] = path.split('/').filter((step, index) => index < 2 || step !== '')
  const name = steps.join('/')
  // Nothing is secret here: whoever connects is the machine, so any token will do.
  if (method === 'PUT') return name === 'api/token' ? 'token' : undefined
  return Object.hasOwn(leaves, name) ? leaves[name] : folder(Object.keys(leaves), name)
}

function folder(paths: readonly string[], name: string): string | undefined {
  const prefix = name === '' ? '' : `${name}/`
  const below = paths.filter(path => path.startsWith(prefix)).map(path => path.slice(prefix.length))
  const names = below.map(path => path.replace(/\/.*$/, '/'))
  return names.length === 0 ? undefined : [...new Set(names)].join('\n')
}
