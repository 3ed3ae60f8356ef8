/**
 * The calls of Vault's transit engine that the server makes, over real HTTP with real AES-256-GCM, as
 * https://developer.hashicorp.com/vault/api-docs/secret/transit documents them. Faults can be set.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface TransitServer extends AsyncDisposable {
  readonly url: string
  /** Only requests with this token are answered. */
  token: string
  /** So many of the next requests are answered with this status. */
  fail(status: number, times: number): void
  /** Requests are not answered while it is true. */
  isSilent: boolean
  /** `POST encrypt/…`, in order. */
  readonly requests: readonly string[]
  readonly keyNames: () => readonly string[]
}

interface TransitKey {
  readonly versions: Buffer[]
  deletionAllowed: boolean
}

type Answer = readonly [status: number, data?: object | undefined, errors?: readonly string[]]
type Fields = Readonly<Record<string, string | boolean | undefined>>

export async function startTransit(mount = 'transit'): Promise<TransitServer> {
  const keys = new Map<string, TransitKey>()
  const requests: string[] = []
  const faults: number[] = []
  const server = createServer(async (incoming, outgoing) => {
    const body = await text(incoming)
    if (transit.isSilent) return
    const path = decodeURIComponent((incoming.url ?? '').slice(`/v1/${mount}/`.length))
    requests.push(`${incoming.method} ${path}`)
    const fault = faults.shift()
    send(
      outgoing,
      fault === undefined ? answer(incoming, path, body) : [fault, undefined, ['fault']],
    )
  })
  function answer(incoming: IncomingMessage, path: string, body: string): Answer {
    if (incoming.headers['x-vault-token'] !== transit.token) {
      return [403, undefined, ['permission denied']]
    }
    // Our own client's JSON.
    const fields = (body === '' ? {} : JSON.parse(body)) as Fields
    const [action = '', name = '', verb] = path.split('/')
    return action === 'keys'
      ? manageKey(keys, `${incoming.method} ${verb ?? ''}`, name, fields)
      : useKey(keys.get(name), action, fields)
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has an address of this form.
  const { port } = server.address() as AddressInfo
  const transit = {
    url: `http://127.0.0.1:${port}`,
    token: 'first-token',
    isSilent: false,
    requests,
    fail(status: number, times: number) {
      for (let time = 0; time < times; time++) faults.push(status)
    },
    keyNames: () => [...keys.keys()],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return transit
}

function send(outgoing: ServerResponse, [status, data, errors]: Answer): void {
  outgoing.writeHead(status, { 'content-type': 'application/json' })
  outgoing.end(status === 204 ? '' : JSON.stringify(errors ? { errors } : { data }))
}

function manageKey(
  keys: Map<string, TransitKey>,
  action: string,
  name: string,
  fields: Fields,
): Answer {
  const key = keys.get(name)
  if (action === 'POST ') {
    if (key === undefined) keys.set(name, { versions: [randomBytes(32)], deletionAllowed: false })
    return [204]
  }
  if (key === undefined) return [404, undefined, []]
  switch (action) {
    case 'GET ':
      return [200, { name, latest_version: key.versions.length }]
    case 'POST rotate':
      key.versions.push(randomBytes(32))
      return [204]
    case 'POST config':
      key.deletionAllowed = fields.deletion_allowed === true
      return [204]
    case 'DELETE ':
      if (!key.deletionAllowed) return [400, undefined, ['deletion is not allowed for this key']]
      keys.delete(name)
      return [204]
    default:
      return [404, undefined, ['unsupported path']]
  }
}

function useKey(key: TransitKey | undefined, action: string, fields: Fields): Answer {
  const aad = Buffer.from(String(fields.associated_data ?? ''), 'base64')
  if (key === undefined) return [400, undefined, ['encryption key not found']]
  if (action === 'encrypt') {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key.versions.at(-1) ?? '', nonce).setAAD(aad)
    const sealed = [cipher.update(Buffer.from(String(fields.plaintext), 'base64')), cipher.final()]
    const bytes = Buffer.concat([nonce, ...sealed, cipher.getAuthTag()]).toString('base64')
    return [200, { ciphertext: `vault:v${key.versions.length}:${bytes}` }]
  }
  const [, version, base64 = ''] = /^vault:v(\d+):(.+)$/.exec(String(fields.ciphertext)) ?? []
  const material = key.versions[Number(version) - 1]
  const bytes = Buffer.from(base64, 'base64')
  if (material === undefined || bytes.length < 28) return [400, undefined, ['invalid ciphertext']]
  const decipher = createDecipheriv('aes-256-gcm', material, bytes.subarray(0, 12)).setAAD(aad)
  decipher.setAuthTag(bytes.subarray(-16))
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
    return [200, { plaintext: plain.toString('base64') }]
  } catch {
    return [400, undefined, ['cipher: message authentication failed']]
  }
}
