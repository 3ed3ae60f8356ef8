/**
 * Master keys in the transit engine of HashiCorp Vault or OpenBao: they never leave it, data keys go
 * there to be encrypted and decrypted. Key `<id>` is the transit key `<prefix><id>`, of type
 * aes256-gcm96; its ciphertexts (`vault:v<version>:…`) are kept as they come.
 * https://developer.hashicorp.com/vault/api-docs/secret/transit
 */
import { readFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { KmsError } from './errors.ts'
import type { MasterKeys } from './master-keys.ts'

export interface VaultSettings {
  /** `https://vault.example.com:8200` */
  readonly url: string
  /** Where the transit engine is mounted: `transit`. */
  readonly mount: string
  /** Holds the token; read again when Vault refuses the one that was read before. */
  readonly tokenFile: string
  readonly keyPrefix: string
  readonly timeoutMs: number
}

const ATTEMPTS_MAX = 3
const RETRY_AFTER_MS = 200
const ANSWER_BYTES_MAX = 64 * 1024
const TOKEN = /^[\x21-\x7e]{1,4096}$/

export function createVaultKeys(settings: VaultSettings): MasterKeys {
  return new VaultKeys(settings)
}

interface VaultAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

class VaultKeys implements MasterKeys {
  readonly #settings: VaultSettings
  #token: string | undefined

  constructor(settings: VaultSettings) {
    this.#settings = settings
  }

  /** Vault leaves a key alone that is there already. */
  async create(keyId: string): Promise<void> {
    await this.#ask('POST', `keys/${this.#name(keyId)}`, { type: 'aes256-gcm96' })
  }

  async rotate(keyId: string): Promise<void> {
    await this.#ask('POST', `keys/${this.#name(keyId)}/rotate`, {})
  }

  async remove(keyId: string): Promise<void> {
    const path = `keys/${this.#name(keyId)}`
    const found = await this.#send('GET', path)
    if (found.status === 404) return
    await this.#ask('POST', `${path}/config`, { deletion_allowed: true })
    await this.#ask('DELETE', path)
  }

  async encrypt(keyId: string, plain: Uint8Array, associatedData: string): Promise<string> {
    const data = await this.#ask('POST', `encrypt/${this.#name(keyId)}`, {
      plaintext: Buffer.from(plain).toString('base64'),
      associated_data: Buffer.from(associatedData).toString('base64'),
    })
    const { ciphertext } = data
    if (typeof ciphertext === 'string' && ciphertext.startsWith('vault:v')) return ciphertext
    throw new KmsError('store-failed', 'Vault answered without a ciphertext')
  }

  async decrypt(keyId: string, ciphertext: string, associatedData: string): Promise<Uint8Array> {
    const answer = await this.#send('POST', `decrypt/${this.#name(keyId)}`, {
      ciphertext,
      associated_data: Buffer.from(associatedData).toString('base64'),
    })
    if (answer.status === 400) {
      throw new KmsError('ciphertext-invalid', `Vault cannot decrypt: ${problem(answer)}`)
    }
    const { plaintext } = dataOf(answer)
    if (typeof plaintext === 'string') return Buffer.from(plaintext, 'base64')
    throw new KmsError('store-failed', 'Vault answered without a plaintext')
  }

  async isCurrent(keyId: string, ciphertext: string): Promise<boolean> {
    const { latest_version: version } = await this.#ask('GET', `keys/${this.#name(keyId)}`)
    return ciphertext.startsWith(`vault:v${Number(version)}:`)
  }

  #name(keyId: string): string {
    return encodeURIComponent(`${this.#settings.keyPrefix}${keyId}`)
  }

  async #ask(
    method: string,
    path: string,
    body?: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    return dataOf(await this.#send(method, path, body))
  }

  /** What may pass by itself is tried again; a refused token is read again once. */
  async #send(method: string, path: string, body?: object): Promise<VaultAnswer> {
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt >= ATTEMPTS_MAX
      try {
        const answer = await this.#sendOnce(method, path, body)
        if (answer.status === 403 && !isLast) this.#token = undefined
        else if (!isPassing(answer.status) || isLast) return answer
      } catch (cause) {
        if (isLast || cause instanceof KmsError) throw asKmsError(cause)
      }
      await delay(RETRY_AFTER_MS * attempt)
    }
  }

  async #sendOnce(method: string, path: string, body?: object): Promise<VaultAnswer> {
    const { url, mount, timeoutMs } = this.#settings
    const target = new URL(`/v1/${mount}/${path}`, url)
    const start = target.protocol === 'https:' ? httpsRequest : httpRequest
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const outgoing = start(target, {
      method,
      headers: {
        'x-vault-token': await this.#readToken(),
        'x-vault-request': 'true',
        ...(body && { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(timeoutMs),
    })
    outgoing.on('response', resolve).on('error', reject)
    outgoing.end(body && JSON.stringify(body))
    const incoming = await promise
    return { status: incoming.statusCode ?? 0, body: parse(await readText(incoming)) }
  }

  async #readToken(): Promise<string> {
    if (this.#token !== undefined) return this.#token
    const { tokenFile } = this.#settings
    let text: string
    try {
      text = await readFile(tokenFile, 'utf8')
    } catch (cause) {
      throw new KmsError('store-failed', `cannot read the Vault token in ${tokenFile}`, { cause })
    }
    const token = text.trim()
    if (!TOKEN.test(token)) throw new KmsError('store-failed', `no token is in ${tokenFile}`)
    this.#token = token
    return token
  }
}

/** Sealed, starting up, or too busy. */
function isPassing(status: number): boolean {
  return status === 429 || status === 412 || status >= 500
}

function dataOf(answer: VaultAnswer): Readonly<Record<string, unknown>> {
  const { status, body } = answer
  if (status === 404) throw new KmsError('key-missing', `Vault has no such key: ${problem(answer)}`)
  if (status < 200 || status > 299) {
    throw new KmsError('store-failed', `Vault answered ${status}: ${problem(answer)}`)
  }
  const { data } = body
  return typeof data === 'object' && data !== null ? { ...data } : {}
}

function problem({ body }: VaultAnswer): string {
  const { errors } = body
  return Array.isArray(errors) ? errors.join('; ').slice(0, 500) : 'no reason given'
}

function asKmsError(cause: unknown): KmsError {
  if (cause instanceof KmsError) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new KmsError('store-failed', `Vault cannot be reached: ${reason}`, { cause })
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of incoming) {
    sizeBytes += chunk.length
    if (sizeBytes > ANSWER_BYTES_MAX) {
      incoming.destroy()
      throw new KmsError('store-failed', 'the answer of Vault is too long')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {} // An answer without a body, or a proxy's: the status says enough.
  }
}
