/**
 * Reads the disk in a qcow2 image: our own walk through its two levels of tables, so that an image
 * needs no process of its own and volumes can stand on it like on any other bytes. Whether the image
 * may be used at all was decided before (../image-formats/qcow2-header.ts); still nothing in it is
 * believed: offsets stay within the object, and what does not fit together is an error of that read.
 * https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.rst
 *
 *   L1 entry     bits 9…55 offset of an L2 table; 0: nothing there
 *   L2 entry     bit 62 compressed; else bits 9…55 offset of the cluster, bit 0 reads as zeroes
 *   compressed   bits 0…x-1 offset, bits x…61 further sectors of 512 bytes; x = 62 - (clusterBits - 8)
 *   extended     16 bytes: the entry, then a bitmap: bits 0…31 a subcluster is allocated, 32…63 is zero
 */
import { promisify } from 'node:util'
import { createZstdDecompress, inflateRaw } from 'node:zlib'
import type { OpenObject } from '../../../storage/storage.ts'
import { ImageFormatError } from '../image-formats/image-format-error.ts'
import { readObject } from '../image-source.ts'
import type { BaseBytes } from './layered-blocks.ts'
import { LeastRecentlyUsed } from './least-recently-used.ts'

const inflate = promisify(inflateRaw)

const HEADER_BYTES = 112
const OFFSET_MASK = 0x00ff_ffff_ffff_fe00n
const COMPRESSED = 1n << 62n
const READS_AS_ZEROES = 1n
const EXTENDED_L2 = 1n << 4n
const SUBCLUSTERS = 32
/** Pieces of 4 KiB of either level. */
const TABLE_PIECE_BYTES = 4096
const TABLE_PIECES_MAX = 256
/** Of unpacked clusters, which a guest reads piece by piece. */
const UNPACKED_BYTES_MAX = 4 * 1024 * 1024

interface Geometry {
  readonly clusterBits: number
  readonly clusterBytes: number
  readonly sizeBytes: number
  readonly l1Offset: number
  readonly entryBytes: number
  readonly isZstd: boolean
}

type Place =
  | { readonly kind: 'zeroes' }
  | { readonly kind: 'plain'; readonly offset: number }
  | { readonly kind: 'packed'; readonly offset: number; readonly lengthBytes: number }

const zeroes: Place = { kind: 'zeroes' }

/** Takes over the object. */
export async function openQcow2(object: OpenObject): Promise<BaseBytes> {
  const head = Buffer.from(await readObject(object, 0, HEADER_BYTES))
  return new Qcow2Bytes(object, readGeometry(head))
}

function readGeometry(head: Buffer): Geometry {
  if (head.length < 72) throw new ImageFormatError('The qcow2 image has no header.')
  const isVersion3 = head.readUInt32BE(4) === 3 && head.length >= 104
  const features = isVersion3 ? head.readBigUInt64BE(72) : 0n
  const headerBytes = isVersion3 ? head.readUInt32BE(100) : 72
  const clusterBits = head.readUInt32BE(20)
  return {
    clusterBits,
    clusterBytes: 2 ** clusterBits,
    sizeBytes: Number(head.readBigUInt64BE(24)),
    l1Offset: Number(head.readBigUInt64BE(40)),
    entryBytes: (features & EXTENDED_L2) === 0n ? 8 : 16,
    isZstd: headerBytes > 104 && head.length > 104 && head.readUInt8(104) === 1,
  }
}

class Qcow2Bytes implements BaseBytes {
  readonly #object: OpenObject
  readonly #geometry: Geometry
  readonly #tables = new LeastRecentlyUsed<number, Promise<Buffer>>(TABLE_PIECES_MAX)
  readonly #unpacked: LeastRecentlyUsed<number, Promise<Uint8Array>>

  constructor(object: OpenObject, geometry: Geometry) {
    this.#object = object
    this.#geometry = geometry
    this.#unpacked = new LeastRecentlyUsed(
      Math.max(1, Math.floor(UNPACKED_BYTES_MAX / geometry.clusterBytes)),
    )
  }

  get sizeBytes(): number {
    return this.#geometry.sizeBytes
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(offset + length, this.sizeBytes)
    const bytes = Buffer.alloc(Math.max(0, end - offset))
    for (let at = offset; at < end; ) {
      const run = await this.#runAt(at, end)
      if (run.place.kind === 'plain') {
        const data = await readObject(this.#object, run.place.offset, run.lengthBytes)
        if (data.length < run.lengthBytes) throw damaged('a cluster lies past its end')
        bytes.set(data, at - offset)
      } else if (run.place.kind === 'packed') {
        const start = at % this.#geometry.clusterBytes
        const cluster = await this.#unpack(run.place)
        bytes.set(cluster.subarray(start, start + run.lengthBytes), at - offset)
      }
      at += run.lengthBytes
    }
    return bytes
  }

  async mayHoldData(offset: number, length: number): Promise<boolean> {
    const end = Math.min(offset + length, this.sizeBytes)
    for (let at = offset; at < end; ) {
      const { place, lengthBytes } = await this.#runAt(at, end)
      if (place.kind !== 'zeroes') return true
      at += lengthBytes
    }
    return false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#object[Symbol.asyncDispose]()
  }

  /** The longest stretch from `at` on whose bytes lie together; at most one cluster. */
  async #runAt(
    at: number,
    end: number,
  ): Promise<{ readonly place: Place; readonly lengthBytes: number }> {
    const { clusterBytes, entryBytes } = this.#geometry
    const start = at % clusterBytes
    const left = Math.min(end - at, clusterBytes - start)
    const entry = await this.#l2Entry(Math.floor(at / clusterBytes))
    if (entry === undefined) return { place: zeroes, lengthBytes: left }
    const [word, bitmap] = entry
    if ((word & COMPRESSED) !== 0n) return { place: this.#packed(word), lengthBytes: left }
    const offset = Number(word & OFFSET_MASK)
    if (entryBytes === 8) {
      const isZero = offset === 0 || (word & READS_AS_ZEROES) !== 0n
      return {
        place: isZero ? zeroes : { kind: 'plain', offset: offset + start },
        lengthBytes: left,
      }
    }
    const subclusterBytes = clusterBytes / SUBCLUSTERS
    const number = Math.floor(start / subclusterBytes)
    const lengthBytes = Math.min(left, (number + 1) * subclusterBytes - start)
    const isAllocated = (bitmap & (1n << BigInt(number))) !== 0n && offset !== 0
    return { place: isAllocated ? { kind: 'plain', offset: offset + start } : zeroes, lengthBytes }
  }

  #packed(word: bigint): Place {
    const offsetBits = BigInt(62 - (this.#geometry.clusterBits - 8))
    const offset = Number(word & ((1n << offsetBits) - 1n))
    const furtherSectors = Number((word & (COMPRESSED - 1n)) >> offsetBits)
    const lengthBytes = (furtherSectors + 1) * 512 - (offset % 512)
    return { kind: 'packed', offset, lengthBytes }
  }

  async #l2Entry(cluster: number): Promise<readonly [bigint, bigint] | undefined> {
    const { clusterBytes, entryBytes, l1Offset } = this.#geometry
    const entriesPerTable = clusterBytes / entryBytes
    const l1At = l1Offset + Math.floor(cluster / entriesPerTable) * 8
    const table = Number((await this.#word(l1At)) & OFFSET_MASK)
    if (table === 0) return undefined
    const at = table + (cluster % entriesPerTable) * entryBytes
    const word = await this.#word(at)
    return [word, entryBytes === 16 ? await this.#word(at + 8) : 0n]
  }

  async #word(offset: number): Promise<bigint> {
    const number = Math.floor(offset / TABLE_PIECE_BYTES)
    const piece = await this.#tables.get(number, async () =>
      Buffer.from(await readObject(this.#object, number * TABLE_PIECE_BYTES, TABLE_PIECE_BYTES)),
    )
    const at = offset % TABLE_PIECE_BYTES
    if (at + 8 > piece.length) throw damaged('a table lies past its end')
    return piece.readBigUInt64BE(at)
  }

  #unpack(place: { readonly offset: number; readonly lengthBytes: number }): Promise<Uint8Array> {
    const { clusterBytes, isZstd } = this.#geometry
    return this.#unpacked.get(place.offset, async () => {
      const packed = await readObject(this.#object, place.offset, place.lengthBytes)
      const cluster = await (isZstd
        ? unpackZstd(packed, clusterBytes)
        : inflate(packed, { maxOutputLength: clusterBytes })
      ).catch(cause => {
        throw damaged('a compressed cluster cannot be unpacked', cause)
      })
      if (cluster.length !== clusterBytes) throw damaged('a compressed cluster is too short')
      return cluster
    })
  }
}

/** The frame is followed by whatever fills its last sector, which is no frame. */
async function unpackZstd(packed: Uint8Array, sizeBytes: number): Promise<Buffer> {
  const stream = createZstdDecompress({ chunkSize: sizeBytes })
  stream.end(packed)
  const chunks: Buffer[] = []
  let filled = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    filled += chunk.length
    if (filled >= sizeBytes) break
  }
  return Buffer.concat(chunks)
}

function damaged(reason: string, cause?: unknown): ImageFormatError {
  return new ImageFormatError(`The qcow2 image is damaged: ${reason}.`, { cause })
}
