/**
 * Starts with any of the disks, changes that a crash cuts anywhere, disks that stay away for a while
 * or come back: whatever start is allowed to write has all that was acknowledged before, in every
 * mirror that its record calls whole.
 */
import test from 'ava'
import fc from 'fast-check'
import { DirectoryError } from '../../storage/disk/directory-error.ts'
import { defaultSchemes } from '../../storage/disk/schemes.ts'
import { withoutDisks, withWhole } from '../../storage/members/changes.ts'
import { chooseRecord } from '../../storage/members/choice.ts'
import type { FoundDisk } from '../../storage/members/inspection.ts'
import { type MembersRecord, successorOf, takesPart } from '../../storage/members/record.ts'
import { decideStart } from '../../storage/members/start-decision.ts'

const NUMBERS = [0, 1, 2, 3]
const runs = Number(process.env.RUNS ?? 1000)

const subset = fc.subarray(NUMBERS)
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      present: fc.subarray(NUMBERS, { minLength: 2 }),
      hasWitness: fc.boolean(),
      /** The disks that have the change before the crash; all of them and the witness otherwise. */
      cut: fc.option(subset, { freq: 2 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('lose' as const),
      gone: subset,
      cut: fc.option(subset, { freq: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('fill' as const), cut: fc.option(subset) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

function firstRecord(): MembersRecord {
  const disks = NUMBERS.map(
    number => ({ number, id: `disk-${number}`, path: `/${number}`, state: 'online' }) as const,
  )
  const mirrors = [0, 1, 2].map(disk => ({ disk, isWhole: true }))
  const schemes = defaultSchemes(NUMBERS.length)
  const names = { deploymentId: 'd', epoch: 1, nonce: 'first', parents: [] }
  return { ...names, schemes, shards: [{ mirrors }], disks }
}

class Crash extends Error {}

class Simulation {
  readonly counts = { refused: 0, writes: 0, crashes: 0, alone: 0 }
  /** What is on the disks. */
  readonly #copies = new Map(NUMBERS.map(number => [number, firstRecord()]))
  #witness: MembersRecord | undefined = firstRecord()
  /** The last write that each mirror has. */
  readonly #mirrors = new Map(NUMBERS.map(number => [number, 0]))
  #acknowledged = 0
  /** Of the process that runs. */
  #record: MembersRecord | undefined
  #written: MembersRecord | undefined
  #present = new Set<number>()
  #lastNonce = 0

  run(next: Step): void {
    try {
      if (next.kind === 'start') this.#start(next)
      if (next.kind === 'write') this.#write()
      if (next.kind === 'lose') this.#lose(next)
      if (next.kind === 'fill') this.#fill(next.cut)
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      this.counts.crashes++
      this.#record = undefined
    }
  }

  #start(next: Extract<Step, { kind: 'start' }>): void {
    this.#record = undefined
    this.#present = new Set(next.present)
    const found = next.present.map((number): FoundDisk => {
      const identity = { format: 2, deploymentId: 'd', diskId: `disk-${number}`, number } as const
      return {
        kind: 'disk',
        path: `/${number}`,
        isMount: false,
        identity,
        copy: this.#copies.get(number),
      }
    })
    const witness = next.hasWitness ? this.#witness : undefined
    const copies = found.map(({ identity, copy }) => [identity.diskId, copy] as const)
    const known = copies.filter((pair): pair is [string, MembersRecord] => pair[1] !== undefined)
    const [before, ...others] = chooseRecord(new Map(known), witness)
    const isComplete = next.present.length === NUMBERS.length && next.hasWitness
    if (others.length > 0 && isComplete) throw new Error('nobody is missing, and it is undecided')
    if (others.length > 0) this.counts.refused++
    if (!before || others.length > 0) return
    try {
      const { record } = decideStart({
        ...{ record: before, found, witness, acceptsMissing: false },
        newId: () => 'none',
        schemesFor: defaultSchemes,
      })
      this.#written = before
      this.#commit(record, next.cut)
      this.#check()
    } catch (error) {
      if (!(error instanceof DirectoryError) || isComplete) throw error
      this.counts.refused++
    }
  }

  /** As Membership does it: without the disks that are gone, on all others, then in the witness. */
  #commit(wanted: MembersRecord, cut: readonly number[] | null): void {
    const away = wanted.disks.filter(disk => takesPart(disk) && !this.#present.has(disk.number))
    const next = withoutDisks(wanted, new Set(away.map(({ number }) => number)))
    const before = this.#written
    if (!next || !before) return
    const record = { ...next, ...successorOf(before, `${++this.#lastNonce}`) }
    this.#written = record
    for (const { number } of record.disks.filter(takesPart)) {
      if (!cut || cut.includes(number)) this.#copies.set(number, record)
    }
    if (cut) throw new Crash()
    this.#witness = record
    this.#record = record
  }

  #write(): void {
    const record = this.#record
    if (!record) return
    this.#acknowledged++
    this.counts.writes++
    for (const { disk } of wholeOf(record)) this.#mirrors.set(disk, this.#acknowledged)
    if (wholeOf(record).length === 1) this.counts.alone++
  }

  #lose({ gone, cut }: Extract<Step, { kind: 'lose' }>): void {
    if (!this.#record) return
    const before = new Set(this.#present)
    for (const number of gone) this.#present.delete(number)
    const record = this.#record
    this.#commit(record, cut)
    // Refused: nothing is written until they are back, which here they are at once.
    if (this.#record === record) this.#present = before
  }

  #fill(cut: readonly number[] | null): void {
    const record = this.#record
    const next = record?.shards[0]?.mirrors.find(
      ({ disk, isWhole }) =>
        !isWhole && this.#present.has(disk) && record.disks[disk] && takesPart(record.disks[disk]),
    )
    if (!record || !next) return
    this.#mirrors.set(next.disk, this.#acknowledged)
    const whole = [...wholeOf(record).map(({ disk }) => disk), next.disk]
    this.#commit(withWhole(0, whole)(record), cut)
  }

  #check(): void {
    if (!this.#record) return
    for (const { disk } of wholeOf(this.#record)) {
      const held = this.#mirrors.get(disk) ?? 0
      if (held !== this.#acknowledged) {
        throw new Error(`disk ${disk} is whole with ${held} of ${this.#acknowledged} writes`)
      }
    }
  }
}

function wholeOf(record: MembersRecord) {
  return record.shards[0]?.mirrors.filter(({ isWhole }) => isWhole) ?? []
}

test('a start that may write has everything that was acknowledged, wherever crashes fell', t => {
  const counts = { refused: 0, writes: 0, crashes: 0, alone: 0 }
  fc.assert(
    fc.property(fc.array(step, { minLength: 8, maxLength: 40 }), steps => {
      const simulation = new Simulation()
      simulation.run({ kind: 'start', present: NUMBERS, hasWitness: true, cut: null })
      for (const next of steps) simulation.run(next)
      for (const name of ['refused', 'writes', 'crashes', 'alone'] as const) {
        counts[name] += simulation.counts[name]
      }
    }),
    { numRuns: runs },
  )
  t.log(JSON.stringify(counts))
  t.true(
    Object.values(counts).every(count => count > runs / 10),
    JSON.stringify(counts),
  )
})
