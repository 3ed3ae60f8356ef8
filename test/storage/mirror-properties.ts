/**
 * Any order of commits, failures of single mirrors or of all, crashes between two mirrors, restarts
 * with some of the disks, and fills: what was acknowledged is there, what was refused is not, and
 * whole mirrors never differ.
 */
import test from 'ava'
import fc from 'fast-check'
import type { Write } from '../../storage/meta/meta.ts'
import { fillMirror } from '../../storage/meta/mirror-fill.ts'
import { type Fate, MemoryDatabases } from '../support/storage/memory-databases.ts'
import { type MirrorRig, openRig } from '../support/storage/mirror-rig.ts'

const DISKS = [3, 7, 12]
const COUNTER = 'c1'
const KEYS = [COUNTER, 'oa', 'ob', 'oc', 'od']
const runs = Number(process.env.RUNS ?? 300)

type State = Readonly<Record<string, string>>

const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('done') },
  { weight: 1, arbitrary: fc.constantFrom<Fate>('fails-before', 'fails-after') },
)
const fates = fc.array(fc.tuple(fate, fate, fate), { minLength: 1, maxLength: 2 })
const hang = fc.constantFrom<Fate>('done', 'hangs-before', 'hangs-after')
const change = fc.record({ key: fc.constantFrom('oa', 'ob', 'oc', 'od'), isRemoval: fc.boolean() })
const changes = fc.array(change, { minLength: 1, maxLength: 3 })
const subset = fc.subarray(DISKS)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('commit' as const), changes, fates }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('crash' as const),
      changes,
      fates: fc.tuple(hang, hang, hang),
      left: subset,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), left: subset }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fill' as const),
      disk: fc.constantFrom(...DISKS),
      changes,
      fates,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('lose' as const), disk: fc.constantFrom(...DISKS) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never
type Changes = (typeof changes extends fc.Arbitrary<infer Value> ? Value : never) & object

class Simulation {
  readonly record = { whole: [...DISKS] as readonly number[] }
  readonly #fates = new Map<number, Fate[]>()
  readonly databases = new MemoryDatabases(disk => this.#fates.get(disk)?.shift() ?? 'done')
  #rig!: MirrorRig
  /** What may be there: more than one while the outcome of a commit is not known. */
  #possible: readonly State[] = [{}]
  #count = 0

  async start(): Promise<void> {
    for (const disk of DISKS) await this.databases.create(disk).open()
    this.#rig = await openRig(this)
  }

  async run(next: Step): Promise<void> {
    if (next.kind === 'commit') await this.#commit(next.changes, next.fates)
    if (next.kind === 'crash') {
      const committing = this.#commit(next.changes, [next.fates])
      await Promise.race([committing, turns()])
      await this.#restart(next.left)
    }
    if (next.kind === 'restart') await this.#restart(next.left)
    if (next.kind === 'lose') this.#lose(next.disk)
    if (next.kind === 'fill') await this.#fill(next.disk, next)
    await this.check()
  }

  async check(): Promise<void> {
    if (this.#rig.mirrors.isInDoubt) return
    const read = await this.#rig.reader.read(async database => {
      const entries = KEYS.flatMap(key => {
        const value = database.getSync(key)
        return value === undefined ? [] : [[key, value] as const]
      })
      return Object.fromEntries(entries)
    })
    const found = text(read)
    const wanted = this.#possible.map(text)
    if (!wanted.includes(found)) throw new Error(`${found} is none of ${wanted}`)
    for (const disk of this.#rig.mirrors.whole) {
      const held = text(this.databases.entries(disk))
      if (held !== found) throw new Error(`disk ${disk} holds ${held} instead of ${found}`)
    }
    this.#possible = [read]
  }

  async #commit(list: Changes, fatesInTurn: readonly (readonly Fate[])[]): Promise<void> {
    DISKS.forEach((disk, index) => {
      this.#fates.set(
        disk,
        fatesInTurn.map(turn => turn[index] ?? 'done'),
      )
    })
    const value = String(++this.#count)
    const writes: Write[] = list.map(({ key, isRemoval }) =>
      isRemoval ? { type: 'del', key } : { type: 'put', key, value },
    )
    writes.push({ type: 'add', key: COUNTER, amount: 1 })
    const done = this.#possible.map(state => after(state, writes))
    const before = this.#possible
    this.#possible = [...before, ...done]
    try {
      await this.#rig.writer.commit({ writes, checks: [] })
      this.#possible = done
    } catch (error) {
      if (!(error instanceof Error && error.name === 'CommitFailed')) throw error
    }
  }

  /** Membership declares those that are missing lost, as long as a whole one is left. */
  async #restart(present: readonly number[]): Promise<void> {
    this.#fates.clear()
    const left = this.record.whole.filter(disk => present.includes(disk))
    if (left.length > 0) this.record.whole = left
    this.#rig = await openRig(this)
  }

  #lose(disk: number): void {
    const others = this.record.whole.filter(other => other !== disk)
    if (others.length === 0 || this.#rig.mirrors.isInDoubt) return
    this.record.whole = others
    this.#rig.mirrors.forget(disk)
    this.databases.destroy(disk)
  }

  async #fill(disk: number, next: { changes: Changes; fates: (readonly Fate[])[] }): Promise<void> {
    const { mirrors, writer } = this.#rig
    if (this.record.whole.includes(disk) || mirrors.isInDoubt) return
    const signal = AbortSignal.timeout(60_000)
    const options = { bytesPerSecond: Number.POSITIVE_INFINITY, signal }
    const filling = fillMirror(writer, mirrors, disk, options).catch(() => {})
    for (let count = 0; count < 4; count++) await this.#commit(next.changes, next.fates)
    await filling
    this.#fates.clear()
  }
}

function after(state: State, writes: readonly Write[]): State {
  const next: Record<string, string> = { ...state }
  for (const write of writes) {
    if (write.type === 'del') delete next[write.key]
    else if (write.type === 'put') next[write.key] = write.value
    else next[write.key] = String(Number(next[write.key] ?? 0) + write.amount)
  }
  return next
}

const text = (state: State) => JSON.stringify(Object.entries(state).sort())

/** Long enough for a commit that does not hang. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
}

test('mirrors agree and keep what was acknowledged, whatever fails in whatever order', async t => {
  t.timeout(120_000)
  const counts = { filled: 0, lone: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      const simulation = new Simulation()
      await simulation.start()
      for (const next of steps) {
        const before = simulation.record.whole.length
        await simulation.run(next)
        if (simulation.record.whole.length > before) counts.filled++
        if (simulation.record.whole.length === 1) counts.lone++
      }
    }),
    { numRuns: runs },
  )
  t.true(counts.filled > 10 && counts.lone > 10, JSON.stringify(counts))
})
