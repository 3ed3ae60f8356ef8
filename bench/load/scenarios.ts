/** What is measured: the operations, sizes and connection counts, and the requests they send. */
import { randomFillSync } from 'node:crypto'
import { pieces } from './connection.ts'
import type { Request } from './drive.ts'
import type { Answer } from './response-reader.ts'
import type { SignHead } from './signer.ts'

export type Verb = 'delete' | 'get' | 'head' | 'list' | 'put'
export type Scale = 'full' | 'smoke'

export interface Scenario {
  /** Such as `put-4k`. */
  readonly name: string
  readonly verb: Verb
  /** Of each object; for a listing, of the objects that it lists. */
  readonly sizeBytes: number
  readonly connections: number
  /** Distinct keys. Those of one size and purpose are shared by its scenarios. */
  readonly names: number
  /** Requests at most, for what can be asked only once of each name. */
  readonly countMax: number
}

export const listPageKeys = 1000
export const bucket = 'mallee-bench'

const kibibyte = 1024
const mebibyte = 1024 * kibibyte
const sizes = [
  { label: '4k', sizeBytes: 4 * kibibyte, connections: 32, names: 20_000, smokeNames: 64 },
  { label: '64k', sizeBytes: 64 * kibibyte, connections: 32, names: 2000, smokeNames: 16 },
  { label: '1m', sizeBytes: mebibyte, connections: 16, names: 256, smokeNames: 4 },
  { label: '64m', sizeBytes: 64 * mebibyte, connections: 4, names: 8, smokeNames: 1 },
] as const

/** In the order of running: what reads follows what wrote the same names. */
export function scenarios(scale: Scale): readonly Scenario[] {
  const rows: Scenario[] = []
  for (const { label, sizeBytes, connections, names, smokeNames } of sizes) {
    const shape = {
      sizeBytes,
      connections,
      names: scale === 'full' ? names : smokeNames,
      countMax: scale === 'full' ? Number.MAX_SAFE_INTEGER : smokeNames,
    }
    rows.push({ ...shape, name: `put-${label}`, verb: 'put' })
    rows.push({ ...shape, name: `get-${label}`, verb: 'get' })
    if (label !== '4k') continue
    rows.push({ ...shape, name: 'head-4k', verb: 'head' })
    rows.push({ ...shape, name: 'list-1000', verb: 'list' })
    rows.push({ ...shape, name: 'delete-4k', verb: 'delete', countMax: shape.names })
  }
  return rows
}

/** Deletions have names of their own, so that they leave the others' objects alone. */
export function folderOf(scenario: Scenario): string {
  return `${scenario.verb === 'delete' ? 'd' : 'b'}${scenario.sizeBytes}`
}

const keyOf = (folder: string, index: number) => `${folder}/${String(index).padStart(8, '0')}`

/**
 * Random bytes to cut bodies from. Each body starts elsewhere, so no two are alike; what a server
 * cannot compress or deduplicate is measured.
 */
export class BodySource {
  readonly #pool: Buffer

  constructor(sizeBytesMax: number) {
    this.#pool = randomFillSync(Buffer.allocUnsafe(sizeBytesMax + mebibyte))
  }

  cut(index: number, sizeBytes: number): Buffer {
    const start = (index * 4099) % (this.#pool.length - sizeBytes)
    return this.#pool.subarray(start, start + sizeBytes)
  }
}

/** Signs a scenario's requests, one for each name, and gives the function that picks one. */
export function prepareRequests(
  scenario: Scenario,
  signHead: SignHead,
  bodies: BodySource,
): (index: number) => Request {
  const { verb, sizeBytes, names } = scenario
  if (verb === 'list') return prepareListings(scenario, signHead)
  const folder = folderOf(scenario)
  const method = ({ delete: 'DELETE', get: 'GET', head: 'HEAD', put: 'PUT' } as const)[verb]
  const heads = Array.from({ length: names }, (_, index) =>
    signHead({
      method,
      path: `/${bucket}/${keyOf(folder, index)}`,
      ...(verb === 'put' && { bodyBytes: sizeBytes }),
    }),
  )
  const bodyBytes = verb === 'get' ? sizeBytes : 0
  const status = verb === 'delete' ? 204 : 200
  const check = (answer: Answer) => {
    if (answer.status !== status) return `answered ${answer.status}`
    if (answer.bodyBytes !== bodyBytes) return `answered with ${answer.bodyBytes} bytes`
    return undefined
  }
  return index => {
    const head = heads[index % names]
    if (head === undefined) throw new RangeError(`There is no request ${index}`)
    const body = verb === 'put' ? bodies.cut(index, sizeBytes) : undefined
    return {
      head,
      body: body !== undefined && sizeBytes > mebibyte ? pieces(body) : body,
      isHead: verb === 'head',
      check,
    }
  }
}

/** Pages that begin at different places, all of them full. Every 64th has its keys counted. */
function prepareListings(scenario: Scenario, signHead: SignHead): (index: number) => Request {
  const folder = folderOf(scenario)
  const keys = Math.min(listPageKeys, scenario.names)
  const starts = Math.min(16, scenario.names - keys + 1)
  const step = starts === 1 ? 0 : Math.floor((scenario.names - keys) / (starts - 1))
  const heads = Array.from({ length: starts }, (_, index) =>
    signHead({
      method: 'GET',
      path: `/${bucket}`,
      query: {
        'list-type': '2',
        'max-keys': String(listPageKeys),
        prefix: `${folder}/`,
        // The character before the digits sorts before every name.
        'start-after': index === 0 ? `${folder}/` : keyOf(folder, index * step - 1),
      },
    }),
  )
  const bytesMin = keys * keyOf(folder, 0).length
  return index => {
    const head = heads[index % heads.length]
    if (head === undefined) throw new RangeError(`There is no request ${index}`)
    const texts: string[] = []
    const isCounted = index % 64 === 0
    return {
      head,
      onBody: isCounted ? bytes => texts.push(bytes.toString('latin1')) : undefined,
      check: answer => {
        if (answer.status !== 200) return `answered ${answer.status}`
        if (answer.bodyBytes < bytesMin) return `answered with ${answer.bodyBytes} bytes`
        if (!isCounted) return undefined
        const counted = texts.join('').split('<Key>').length - 1
        return counted === keys ? undefined : `listed ${counted} keys instead of ${keys}`
      },
    }
  }
}
