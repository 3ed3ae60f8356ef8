/** Any order of what can be done with volumes and snapshots, and what can happen to them, against buffers. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import { pino } from 'pino'
import type { BlockDevice, BlockStore } from '../../../lib/compute/blocks/block-store.ts'
import { createBlockStore } from '../../../lib/compute/blocks/store.ts'
import { openMemoryStorage } from '../../../storage/open.ts'
import type { Storage } from '../../../storage/storage.ts'
import { blockKeys, ModelVolume } from '../../support/blocks/model.ts'
import { type MortalStorage, mortal } from '../../support/blocks/mortal-storage.ts'

const accountId = '111122223333'
const SIZE_BYTES = 3 * 65_536
const log = pino({ level: 'silent' })
/** Small, so that writes often have to wait for room. */
const settings = { journalBytesMax: 300_000, segmentBytes: 70_000, extentCountMax: 40 }

const place = fc.record({
  volume: fc.nat(),
  offset: fc.nat({ max: SIZE_BYTES - 1 }),
  length: fc.oneof(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: SIZE_BYTES })),
  fill: fc.integer({ min: 1, max: 255 }),
  isDurable: fc.boolean(),
})
const kinds = [
  'flush',
  'check',
  'create',
  'snapshot',
  'clone',
  'deleteVolume',
  'deleteSnapshot',
  'grow',
  'reopen',
  'kill',
  'powerCut',
  'full',
  'collect',
  'burst',
] as const
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('write' as const, 'zero' as const), at: place }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(...kinds),
      pick: fc.nat(),
      /** Ends the process when the step has made so many changes in storage. */
      killAfter: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 4 }),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

class World {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mallee-blocks-'))
  readonly #real: Storage
  readonly #volumes = new Map<string, ModelVolume>()
  readonly #snapshots = new Map<string, Buffer>()
  readonly #devices = new Map<string, BlockDevice>()
  readonly #ended: { readonly process: MortalStorage; readonly store: BlockStore }[] = []
  #process: MortalStorage
  #openStore: BlockStore | undefined
  #journals = ''
  /** Journals of earlier processes, which are synced when they are found. */
  #synced: readonly string[] = []
  #count = 0

  private constructor(real: Storage) {
    this.#real = real
    this.#process = mortal(real)
  }

  static async begin(): Promise<World> {
    const world = new World(await openMemoryStorage({ clock: { now: () => Date.now() } }))
    await world.#start()
    await world.#create()
    return world
  }

  async run(step: Step): Promise<void> {
    if ('at' in step) return await this.#write(step.kind, step.at)
    const { kind, pick, killAfter } = step
    const volumeId = pickFrom([...this.#volumes.keys()], pick)
    const snapshotId = pickFrom([...this.#snapshots.keys()], pick)
    switch (kind) {
      case 'kill':
        return await this.#restart({ hasPower: true })
      case 'powerCut':
        return await this.#restart({ hasPower: false })
      case 'check':
        return await this.check()
      case 'collect':
        return await this.collect()
      case 'create':
        return await this.#create()
    }
    if (volumeId === undefined) return
    const volume = this.#volume(volumeId)
    switch (kind) {
      case 'flush':
        await this.#attempt(killAfter, async () => (await this.#open(volumeId)).flush())
        return volume.flush()
      case 'snapshot': {
        const id = this.#newId('snap')
        await this.#attempt(killAfter, () => this.#store.snapshot(volumeId, id))
        this.#snapshots.set(id, Buffer.from(volume.content))
        return volume.flush()
      }
      case 'grow': {
        const sizeBytes = volume.content.length + 65_536 / 2
        await this.#attempt(killAfter, () => this.#store.grow(volumeId, sizeBytes))
        return volume.grow(sizeBytes)
      }
      case 'reopen': {
        await (await this.#open(volumeId))[Symbol.asyncDispose]()
        this.#devices.delete(volumeId)
        return volume.flush()
      }
      case 'deleteVolume':
        await this.#attempt(killAfter, () => this.#store.deleteVolume(volumeId))
        this.#volumes.delete(volumeId)
        this.#devices.delete(volumeId)
        return
      case 'full':
        return await this.#whileFull(volumeId)
      case 'burst':
        return await this.#burst(volumeId, pick)
    }
    if (snapshotId === undefined) return
    if (kind === 'deleteSnapshot') {
      await this.#attempt(killAfter, () => this.#store.deleteSnapshot(snapshotId))
      this.#snapshots.delete(snapshotId)
    } else {
      const id = this.#newId('vol')
      const content = this.#snapshots.get(snapshotId) ?? Buffer.alloc(0)
      const sizeBytes = content.length
      await this.#attempt(killAfter, () =>
        this.#store.createVolume({ id, accountId, sizeBytes, snapshotId }),
      )
      this.#volumes.set(id, new ModelVolume(content))
    }
  }

  /** Every byte of everything. */
  async check(): Promise<void> {
    for (const [id, { content }] of this.#volumes) {
      const actual = await (await this.#open(id)).read(0, content.length)
      assertSame(id, actual, content)
    }
    for (const [id, content] of this.#snapshots) {
      await using snapshot = await this.#store.openSnapshot(id)
      assertSame(id, await snapshot.read(0, content.length), content)
    }
  }

  /** Whatever is stored is shown by something. */
  async collect(): Promise<void> {
    for (const [id, device] of this.#devices) {
      await device.flush()
      this.#volume(id).flush()
    }
    await this.#store.reclaimed()
    const { stored, shown } = await blockKeys(this.#real, accountId)
    const extra = stored.filter(key => !shown.includes(key))
    if (extra.length > 0) throw new Error(`nothing shows ${extra}`)
  }

  async end(): Promise<void> {
    await this.check()
    for (const id of this.#snapshots.keys()) await this.#store.deleteSnapshot(id)
    for (const id of this.#volumes.keys()) await this.#store.deleteVolume(id)
    await this.#store.reclaimed()
    const { blockCount } = await this.#store.usage(accountId)
    if (blockCount > 0) throw new Error(`${blockCount} blocks are left of nothing`)
    for (const name of ['block-volumes', 'block-snapshots', 'block-claims', 'block-garbage']) {
      const left = await Array.fromAsync(this.#real.documents(name).list())
      if (left.length > 0) throw new Error(`${name}: ${JSON.stringify(left)}`)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process, store } of this.#ended) {
      process.bury()
      await store[Symbol.asyncDispose]()
    }
    this.#process.bury()
    await this.#openStore?.[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #start({ hasPower = true } = {}): Promise<void> {
    const journals = join(this.#folder, this.#newId('journals'))
    mkdirSync(journals)
    if (this.#journals !== '') copyFiles(this.#journals, journals)
    if (!hasPower) cutTails(journals, this.#synced, this.#count)
    this.#journals = journals
    this.#synced = readdirSync(journals)
    if (this.#openStore) this.#ended.push({ process: this.#process, store: this.#openStore })
    this.#process = mortal(this.#real)
    const { storage } = this.#process
    this.#devices.clear()
    this.#openStore = await createBlockStore({ storage, journalFolder: journals, log, settings })
  }

  async #restart({ hasPower }: { hasPower: boolean }): Promise<void> {
    this.#process.kill()
    await this.#start({ hasPower })
    if (hasPower) return await this.check()
    for (const [id, volume] of this.#volumes) {
      const actual = await (await this.#open(id)).read(0, volume.content.length)
      const at = volume.firstImpossible(actual)
      if (at >= 0) throw new Error(`byte ${at} of ${id} was never there or was flushed away`)
      volume.adopt(actual)
    }
  }

  /** With an end of the process in its midst, after which it is done again. */
  async #attempt(killAfter: number | null, work: () => Promise<unknown>): Promise<void> {
    if (killAfter !== null) {
      const ended = this.#process.killAfter(killAfter)
      await Promise.race([work(), ended])
      this.#process.kill()
      await this.#start()
    }
    await work()
  }

  async #write(kind: 'write' | 'zero', at: typeof place extends fc.Arbitrary<infer T> ? T : never) {
    const volumeId = pickFrom([...this.#volumes.keys()], at.volume)
    if (volumeId === undefined) return
    const volume = this.#volume(volumeId)
    const bytes = Buffer.alloc(Math.min(at.length, volume.content.length - at.offset))
    if (kind === 'write') for (let i = 0; i < bytes.length; i++) bytes[i] = (at.fill + i * 7) % 256
    const device = await this.#open(volumeId)
    const { isDurable } = at
    if (kind === 'write') await device.write(at.offset, bytes, { isDurable })
    else await device.writeZeroes(at.offset, bytes.length, { isDurable })
    volume.write(at.offset, bytes)
    if (isDurable) volume.flush()
  }

  async #whileFull(volumeId: string): Promise<void> {
    const device = await this.#open(volumeId)
    const volume = this.#volume(volumeId)
    await device.flush()
    this.#process.isFull = true
    const bytes = Buffer.from('there is no room for this')
    await device.write(40, bytes)
    volume.write(40, bytes)
    const code = await device.flush().catch(error => error.code)
    this.#process.isFull = false
    if (code !== 'no-space') throw new Error(`a flush to full disks: ${code}`)
    assertSame(volumeId, await device.read(0, volume.content.length), volume.content)
    await device.flush()
    volume.flush()
  }

  /** Writes, a flush and a snapshot at once. */
  async #burst(volumeId: string, seed: number): Promise<void> {
    const device = await this.#open(volumeId)
    const volume = this.#volume(volumeId)
    const before = Buffer.from(volume.content)
    const share = Math.floor(before.length / 8)
    const id = this.#newId('snap')
    const writes = Array.from({ length: 8 }, async (_, number) => {
      const bytes = Buffer.alloc(1 + ((seed * 31 + number * 7919) % share), number + (seed % 200))
      volume.write(number * share, bytes)
      await device.write(number * share, bytes)
    })
    await Promise.all([
      ...writes,
      device.flush(),
      this.#store.snapshot(volumeId, id),
      device.flush(),
    ])
    await using snapshot = await this.#store.openSnapshot(id)
    const shown = Buffer.from(await snapshot.read(0, before.length))
    const wrong = shown.findIndex((byte, at) => byte !== before[at] && byte !== volume.content[at])
    if (wrong >= 0) throw new Error(`byte ${wrong} of ${id} is neither old nor new`)
    this.#snapshots.set(id, shown)
  }

  async #create(): Promise<void> {
    const id = this.#newId('vol')
    await this.#store.createVolume({ id, accountId, sizeBytes: SIZE_BYTES })
    this.#volumes.set(id, new ModelVolume(Buffer.alloc(SIZE_BYTES)))
  }

  async #open(volumeId: string): Promise<BlockDevice> {
    const device = this.#devices.get(volumeId) ?? (await this.#store.open(volumeId))
    this.#devices.set(volumeId, device)
    return device
  }

  get #store(): BlockStore {
    if (this.#openStore === undefined) throw new Error('no store was opened')
    return this.#openStore
  }

  #volume(id: string): ModelVolume {
    const volume = this.#volumes.get(id)
    if (volume === undefined) throw new Error(`no ${id}`)
    return volume
  }

  #newId(prefix: string): string {
    return `${prefix}-${this.#count++}`
  }
}

function pickFrom<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % items.length]
}

function assertSame(what: string, actual: Uint8Array, expected: Buffer): void {
  if (expected.equals(actual)) return
  const at = expected.findIndex((byte, index) => byte !== actual[index])
  throw new Error(`byte ${at} of ${what} is ${actual[at]} instead of ${expected[at]}`)
}

/** To where a process that has ended can do nothing to them any more. */
function copyFiles(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    try {
      copyFileSync(join(from, name), join(to, name))
    } catch (error) {
      // Its removal was under way.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}

/** What a power cut leaves of files that nobody synced. */
function cutTails(folder: string, synced: readonly string[], seed: number): void {
  for (const [number, name] of readdirSync(folder).entries()) {
    if (synced.includes(name)) continue
    const path = join(folder, name)
    if ((seed + number) % 3 === 0) rmSync(path)
    else if ((seed + number) % 3 === 1)
      truncateSync(path, Math.floor((statSync(path).size * (seed % 7)) / 7))
  }
}

test('volumes and snapshots hold what they must, whatever happens and whenever the process ends', async t => {
  t.timeout(300_000)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async steps => {
      await using world = await World.begin()
      for (const step of steps) await world.run(step)
      await world.end()
    }),
    { numRuns: 40 },
  )
  t.pass()
})
