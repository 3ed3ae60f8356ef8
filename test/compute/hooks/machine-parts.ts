import { execFileSync } from 'node:child_process'
import test from 'ava'
import fc from 'fast-check'
import { agentScript } from '../../../lib/compute/hooks/machines/agent.ts'
import { LogCollector } from '../../../lib/compute/hooks/machines/control-port.ts'
import { shellWord } from '../../../lib/compute/hooks/machines/shell-words.ts'
import {
  chooseVictim,
  fits,
  isWanted,
  makesWay,
} from '../../../lib/compute/hooks/machines/waiting-order.ts'

const end = '0123456789abcdef'

test('however a command’s output is cut up on its way, its beginning is kept and its end is found', async t => {
  const runs = fc.record({
    // Letters of the end, so that parts of it come up in the output.
    output: fc.string({ unit: fc.constantFrom('0', '1', '2', 'e', 'f', '\n'), maxLength: 80 }),
    cuts: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 20 }),
    bytesMax: fc.integer({ min: 0, max: 100 }),
  })
  await fc.assert(
    fc.asyncProperty(runs, async ({ output, cuts, bytesMax }) => {
      const log = new LogCollector(Buffer.from(end), bytesMax)
      let rest = `${output}${end}what comes after it is nobody’s`
      for (const cut of cuts) {
        log.take(Buffer.from(rest.slice(0, cut)))
        rest = rest.slice(cut)
      }
      log.take(Buffer.from(rest))
      await log.over
      const { bytes, isTruncated } = log.result()
      t.is(Buffer.from(bytes).toString(), output.slice(0, bytesMax))
      t.is(isTruncated, output.length > bytesMax)
    }),
    { numRuns: 200 },
  )
})

test('a shell reads any text as one word', t => {
  for (const text of ['', 'a b', "it's", '$(reboot)`x`"\\', 'line\nbreak', "''", 'ünïcödé', '-n']) {
    const shown = execFileSync('/bin/sh', ['-c', `printf '%s|' ${shellWord(text)}`])
    t.is(shown.toString(), `${text}|`)
  }
})

test('the agent is a program for any POSIX shell', t => {
  for (const shell of [['dash'], ['bash', '--posix'], ['busybox', 'sh']]) {
    const [program = '', ...args] = shell
    execFileSync(`/bin/${program}`, [...args, '-n'], { input: agentScript() })
  }
  t.pass()
})

const hook = (waiting: number, runningCount = 0, lastUsedMs = 0, memoryBytes = 100) => ({
  waiting: { length: waiting },
  runningCount,
  lastUsedMs,
  memoryBytes,
})

test('as many machines of a hook may wait as it runs, and one more, within the memory for all', t => {
  t.true(isWanted(hook(0)))
  t.false(isWanted(hook(1)))
  t.true(isWanted(hook(2, 2)))
  t.false(isWanted(hook(4, 9)))
  t.true(fits(hook(0), [hook(2)], 300))
  t.false(fits(hook(1), [hook(2)], 300))
  t.false(fits(hook(0), [], 99))
})

test('a hook’s first machine that waits goes before another’s second, then whoever was used last', t => {
  const several = hook(3, 0, 50)
  const old = hook(1, 0, 10)
  const recent = hook(1, 0, 90)
  t.is(chooseVictim([recent, several, old]), several)
  t.is(chooseVictim([recent, hook(0), old]), old)
  t.is(chooseVictim([hook(0)]), undefined)
  t.is(makesWay(hook(0, 1, 60), [recent, old]), old)
  t.is(makesWay(hook(0, 1, 5), [recent, old]), undefined)
  t.is(makesWay(hook(0, 1, 5), [recent, several]), several)
  t.is(makesWay(hook(1, 1, 60), [recent, several]), undefined)
})
