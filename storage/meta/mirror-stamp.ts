/**
 * What makes the mirrors of a shard agree again after a crash. Each batch carries a stamp: the
 * number of the batch, and which keys it changes. The writer waits for all mirrors before the next
 * batch, so after a crash a mirror is at most one batch behind, and the keys of that one are copied
 * from a mirror that has it. One that is further behind, or has no stamp where others do, was not
 * written with the others: it must be filled anew.
 */
import { type BatchOperation, type Database, isDatabaseFailure } from './level.ts'

/** Below all keys of the index, so that no range of them shows it. */
const STAMP_KEY = '!'
/** The least key that an entry of the index may have. */
export const FIRST_KEY = '"'
const SEPARATOR = '\0'

export interface Stamp {
  /** 0: nothing was written since the shard has mirrors. */
  readonly sequence: number
  /** None of them has a NUL. */
  readonly keys: readonly string[]
}

export function stampOperation({ sequence, keys }: Stamp): BatchOperation {
  return { type: 'put', key: STAMP_KEY, value: [sequence, ...keys].join(SEPARATOR) }
}

export function readStamp(database: Pick<Database, 'getSync'>): Stamp {
  const value = database.getSync(STAMP_KEY)
  if (value === undefined) return { sequence: 0, keys: [] }
  const [sequence, ...keys] = value.split(SEPARATOR)
  return { sequence: Number(sequence), keys }
}

export interface Reconciled {
  readonly sequence: number
  /** All of these hold the same now. */
  readonly whole: readonly number[]
}

/** Brings databases, by their disks' numbers, to the last batch that any of them has. */
export async function reconcile(databases: ReadonlyMap<number, Database>): Promise<Reconciled> {
  const stamps = [...databases].flatMap(([disk, database]) => {
    const stamp = stampOf(database)
    return stamp ? [{ disk, database, stamp }] : []
  })
  const sequence = Math.max(0, ...stamps.map(({ stamp }) => stamp.sequence))
  const ahead = stamps.find(({ stamp }) => stamp.sequence === sequence)
  const whole: number[] = []
  for (const { disk, database, stamp } of stamps) {
    const isBehind = stamp.sequence === sequence - 1
    if (isBehind && ahead && (await hasCaughtUp(database, ahead))) whole.push(disk)
    if (stamp.sequence === sequence) whole.push(disk)
  }
  return { sequence, whole }
}

/** `undefined`: it cannot even be read. */
function stampOf(database: Database): Stamp | undefined {
  try {
    return readStamp(database)
  } catch (error) {
    if (isDatabaseFailure(error)) return undefined
    throw error
  }
}

/** Makes the batch of the stamp again from what its keys hold where it was done. */
async function hasCaughtUp(
  database: Database,
  ahead: { readonly database: Database; readonly stamp: Stamp },
): Promise<boolean> {
  try {
    const operations = ahead.stamp.keys.map((key): BatchOperation => {
      const value = ahead.database.getSync(key)
      return value === undefined ? { type: 'del', key } : { type: 'put', key, value }
    })
    await database.batch([...operations, stampOperation(ahead.stamp)], { sync: true })
    return true
  } catch (error) {
    if (isDatabaseFailure(error)) return false
    throw error
  }
}
