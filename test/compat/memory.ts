/** What a body takes of the server's memory does not depend on its size. GIBIBYTES=5 is the whole of it. */
import test from 'ava'
import { residentMegabytesLimit, run } from '../../bench/memory.ts'

const gibibytes = Number(process.env.GIBIBYTES ?? (process.env.CI ? 1 : 0.5))

test(`${gibibytes} GiB up and down, whole and in parts, leave the server below 400 MB`, async t => {
  t.timeout(60_000 + gibibytes * 120_000)
  const { steps, residentMegabytesMax } = await run({ scale: 'full', gibibytes, threads: 2 })
  for (const step of steps) {
    t.log(`${step.name}: ${Math.round(step.residentMegabytesMax)} MB resident`)
  }
  t.is(steps.length, 4)
  t.true(residentMegabytesMax < residentMegabytesLimit, `${residentMegabytesMax} MB`)
})
