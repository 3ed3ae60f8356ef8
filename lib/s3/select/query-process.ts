/**
 * The process of one query: its first line of input is the plan, all that follows is the object. It
 * writes frames, and ends. An input that ends without a plan means that no query came. A crash of the engine within ends nothing else, and so does a kill.
 */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fromDuckdb, openDuckdb } from './duckdb.ts'
import { translateQuery } from './duckdb-sql.ts'
import { encodeFrame, type FrameKind } from './frames.ts'
import { type Counter, openInput } from './input.ts'
import { createRowWriter } from './output-text.ts'
import type { Plan } from './plan.ts'
import { openTable } from './table.ts'

const RECORDS_BYTES = 64 * 1024
const PLAN_BYTES_MAX = 4 * 1024 * 1024

async function main(): Promise<void> {
  const path = process.argv[2] ?? ''
  // Before there is a query: what takes time is done when one comes.
  const connection = await openDuckdb(path)
  const read = await readPlan(process.stdin)
  if (read === undefined) return clearUp()
  const { plan, object } = read
  const counter: Counter = { processedBytes: 0 }
  const { source, table, feed } = await openTable(connection, openInput(object, plan, counter), {
    plan,
    path,
  })
  const { sql, columns, isWhole } = translateQuery(plan.query, { source, table, now: plan.now })
  const write = createRowWriter(plan.output, columns, { isWhole })
  let failure: unknown
  const feeding = feed().catch(error => {
    // A reader that has enough closes the pipe.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) failure = error
  })
  let text = ''
  const result = await connection.stream(sql)
  for await (const chunk of result) {
    for (const row of chunk.getRows()) {
      // Every column of the query is text.
      text += write(row as (string | null)[])
      if (text.length < RECORDS_BYTES) continue
      await send('R', text)
      text = ''
    }
    if (failure !== undefined) throw failure
    await send('P', String(counter.processedBytes))
  }
  // A query with a limit may end before the object does; any other has read all that there was.
  if (plan.query.limit === undefined) await feeding
  if (failure !== undefined) throw failure
  if (text !== '') await send('R', text)
  await send('F', String(counter.processedBytes))
}

async function send(kind: FrameKind, payload: string): Promise<void> {
  if (!process.stdout.write(encodeFrame(kind, payload))) await once(process.stdout, 'drain')
}

type Pieces = AsyncIterable<Uint8Array>

async function readPlan(input: Pieces): Promise<{ plan: Plan; object: Pieces } | undefined> {
  const iterator = input[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  for (;;) {
    const end = held.indexOf('\n')
    if (end >= 0) {
      // Written by queries.ts.
      const plan = JSON.parse(held.toString('utf8', 0, end)) as Plan
      return { plan, object: rest(held.subarray(end + 1), iterator) }
    }
    const { done, value } = await iterator.next()
    if (done) return undefined
    if (held.length > PLAN_BYTES_MAX) throw new Error('there is no plan')
    held = Buffer.concat([held, value])
  }
}

async function* rest(start: Uint8Array, iterator: AsyncIterator<Uint8Array>): Pieces {
  if (start.length > 0) yield start
  for (;;) {
    const { done, value } = await iterator.next()
    if (done) return
    yield value
  }
}

/** The server died: nobody else will. */
function clearUp(): void {
  rmSync(process.cwd(), { recursive: true, force: true })
}

process.stdout.on('error', () => {
  clearUp()
  process.exit(1)
})
try {
  await main()
} catch (thrown) {
  const { code, message } = fromDuckdb(thrown)
  // For the log of the server, which knows whose query it was.
  if (code === 'InternalError') process.stderr.write(`${String(thrown)}\n`)
  await send('E', JSON.stringify({ code, message }))
}
// DuckDB may still wait for a pipe to be opened.
process.stdout.end(() => process.exit())
