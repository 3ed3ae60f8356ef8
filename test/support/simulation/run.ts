/**
 * Runs simulations by hand.
 *
 *     node test/support/simulation/run.ts [--seed N] [--count N] [--canary NAME]
 *
 * With one seed it tells what happens; with more it counts.
 */
import { parseArgs } from 'node:util'
import type { Canary } from './simulated-environment.ts'
import { simulate } from './simulation.ts'
import { installVirtualTime, VirtualTime } from './virtual-time.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1' },
    canary: { type: 'string' },
  },
})
const first = Number(values.seed)
const count = Number(values.count)
// A name that is none has no effect.
const canary = values.canary as Canary | undefined
const trace = count === 1 ? (line: string) => process.stdout.write(`${line}\n`) : () => {}

const startedMs = performance.now()
let failedCount = 0
for (let seed = first; seed < first + count; seed++) {
  const time = new VirtualTime()
  using _virtual = installVirtualTime(time)
  try {
    await simulate(seed, { trace, ...(canary && { canary }) }, time)
  } catch (error) {
    failedCount++
    process.stdout.write(`seed ${seed}: ${count === 1 ? (error as Error).stack : error}\n`)
    if (count === 1) console.error(error)
    process.exitCode = 1
  }
}
const seconds = (performance.now() - startedMs) / 1000
process.stdout.write(`${count} seeds, ${failedCount} failed, in ${seconds.toFixed(1)} s\n`)
