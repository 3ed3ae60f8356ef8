import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import type { HookRunResult } from '../../../lib/compute/hooks/hook-runner.ts'
import { hookRig, processesNaming } from '../../support/hook-rig.ts'
import { testImage } from '../../support/qemu-rig.ts'

const text = (result: HookRunResult) => Buffer.from(result.log).toString()
const failure = ({ outcome }: HookRunResult) =>
  outcome.kind === 'failed' ? outcome.failure : `exit ${outcome.exitStatus}`

/** What a machine can be known again by. */
const identify = `
head -c 16 /dev/urandom | od -An -tx1
cat /etc/machine-id 2> /dev/null
date -u +%s
ls -d /left /hook/left 2> /dev/null
touch /left /hook/left
`

test('a command has its event, input and place for outputs, and a machine that shares nothing', async t => {
  t.timeout(400_000)
  await using rig = await hookRig({ image: await testImage('tiny') })
  const command = `${identify}
    grep -o 'in/[a-z]*' "$HOOK_EVENT"
    tr a-z A-Z < "$HOOK_INPUT" > "$HOOK_OUTPUT/upper"
    mkdir "$HOOK_OUTPUT/deep"
    echo "$HOOK_KEY" > "$HOOK_OUTPUT/deep/a key with spaces"
    echo standard error >&2`
  const seen: string[][] = []
  for (const body of ['first', 'second', 'third']) {
    // The guest sets its clock to whole seconds.
    const earliest = Math.floor(Date.now() / 1000) - 1
    const result = await rig.run({ command, body, key: 'in/object' })
    t.deepEqual(result.outcome, { kind: 'exited', exitStatus: 0 }, text(result))
    t.deepEqual(
      [...result.outputs].sort((one, other) => one.sizeBytes - other.sizeBytes),
      [
        { name: 'upper', sizeBytes: body.length, isRepeated: false },
        { name: 'deep/a key with spaces', sizeBytes: 10, isRepeated: false },
      ].sort((one, other) => one.sizeBytes - other.sizeBytes),
    )
    const listed = await rig.s3.send({ path: '/uploads?prefix=out/' })
    t.true(listed.text.includes('/deep/a key with spaces'))
    const lines = text(result).trim().split('\n')
    const [random = '', seconds = '', ...rest] = lines
    t.regex(random, /^([0-9a-f]{2} ?){16}$/)
    t.true(Number(seconds) >= earliest && Number(seconds) <= Date.now() / 1000 + 5, seconds)
    t.deepEqual(rest, ['in/object', 'standard error'])
    t.true(result.cpuSeconds > 0 && result.memoryBytesMax > 2 ** 20)
    seen.push([random])
  }
  t.is(new Set(seen.flat()).size, 3, 'random numbers come again')

  // A machine that may be used again is: what was left in it is there, and the next is as it was.
  const hook = { reuse: true }
  const again = await Promise.all([1, 2].map(async () => text(await rig.run({ command, hook }))))
  t.false(again.some(log => log.includes('/left')))
  const reused = await rig.run({ command, hook })
  t.regex(text(reused), /^\/left/m)
  t.notRegex(text(reused), /\/hook\/left/)

  t.true((await rig.processes()).length >= 1, 'none is warm')
  const left = async () => [
    ...(await rig.processes()),
    ...(await readdir(join(rig.folder, 'machines'))),
    ...(await readdir(join(rig.folder, 'run'))),
  ]
  const deadlineMs = Date.now() + 120_000
  do {
    // A machine that is being made now waits only when it is done.
    await rig.runner.giveBack(Number.MAX_SAFE_INTEGER)
    await sleep(250)
  } while ((await left()).length > 0 && Date.now() < deadlineMs)
  t.deepEqual(await left(), [])
  await rig.runner.forget({ accountId: '111111111111', hookId: 'hook-0', revision: 1 })
  t.deepEqual(await readdir(join(rig.folder, 'saved')), [])
})

test('whatever a guest does, it is stopped and recorded, and nothing of it stays', async t => {
  t.timeout(600_000)
  await using rig = await hookRig({ image: await testImage('tiny') })
  const { s3 } = rig
  await s3.send({ method: 'PUT', path: '/uploads/secret', body: 'hidden' })
  const { port } = new URL(s3.endpoint)
  const limits = { timeoutMs: 60_000, outputBytesMax: 1024 * 1024, logBytesMax: 10_000 }
  const brief = { ...limits, timeoutMs: 4_000 }

  const reach = await rig.run({
    limits,
    command: `
      try() { timeout 3 wget -q -O - "$@" 2>&1 | grep -q . && echo "REACHED $*"; }
      for address in 172.31.0.1 172.31.0.2 172.31.0.10 10.0.2.2 127.0.0.1; do
        for port in ${port} 22 80; do
          timeout 2 nc -w 1 $address $port < /dev/null > /dev/null 2>&1 && echo "REACHED $address $port"
        done
      done
      timeout 2 nc -w 1 192.0.2.1 80 < /dev/null && echo REACHED the outside
      timeout 2 nslookup example.com && echo REACHED a name server
      wget -q -O - http://169.254.169.253/_/health/live | grep -q live && echo REACHED control
      wget -q -O - http://169.254.169.253/_/metrics | grep -q . && echo REACHED metrics
      wget -q -O - --post-data 'Action=DescribeInstances&Version=2016-11-15' http://169.254.169.253/ |
        grep -q . && echo REACHED ec2
      wget -O - http://169.254.169.253/uploads/secret 2>&1 | grep 403
      timeout 5 nc 169.254.169.253 81 < /dev/null && echo REACHED another port
      true`,
  })
  t.is(failure(reach), 'exit 0')
  t.notRegex(text(reach), /REACHED/)
  t.regex(text(reach), /403 Forbidden/)

  const list: readonly (readonly [string, string, string | RegExp])[] = [
    ['exits with a status', 'echo out; exit 7', 'exit 7'],
    ['hangs', 'sleep 1000', 'timeout'],
    ['crashes its kernel', 'echo c > /proc/sysrq-trigger; sleep 100', 'machine-failed'],
    ['powers off', 'poweroff -f; sleep 100', 'machine-failed'],
    ['takes all memory', 'tail /dev/zero', 'memory'],
    [
      'forks without end',
      'bomb() { bomb | bomb & }; bomb; sleep 1000',
      /^(timeout|memory|machine-failed)$/,
    ],
    ['makes a large output', 'head -c 3000000 /dev/zero > $HOOK_OUTPUT/large', 'output-too-large'],
    [
      'makes many outputs',
      'cd $HOOK_OUTPUT; seq 1001 | xargs touch',
      /^(output-too-large|timeout)$/,
    ],
    ['kills its agent', 'kill -9 $PPID; sleep 100', 'timeout'],
  ]
  for (const [what, command, expected] of list) {
    const isBrief = expected === 'timeout' || what.startsWith('forks')
    const result = await rig.run({ command, limits: isBrief ? brief : limits })
    if (typeof expected === 'string') t.is(failure(result), expected, what)
    else t.regex(failure(result), expected, what)
    t.deepEqual(result.outputs, [], what)
  }

  const lies = await rig.run({
    limits,
    command: `
      # More than it was given a ticket for, and to where it has none.
      (printf 'PUT /uploads/lie HTTP/1.1\\r\\nHost: 169.254.169.253\\r\\nContent-Length: 99000000\\r\\n\\r\\n'
        cat /dev/zero) | nc 169.254.169.253 80
      echo refused
      wget -q -O - --post-data 'exited 0' http://169.254.169.254/hook/result
      sleep 1
      wget -O - --post-data again 'http://169.254.169.254/hook/outputs?size=1' 2>&1`,
  })
  t.true(['exit 0', 'output-too-large'].includes(failure(lies)), failure(lies))
  t.is((await s3.send({ path: '/uploads/lie' })).status, 404)

  const flood = await rig.run({ limits, command: 'yes flood | head -c 300000; echo the end' })
  t.deepEqual(flood.outcome, { kind: 'exited', exitStatus: 0 })
  t.is(text(flood), 'flood\n'.repeat(1667).slice(0, 10_000))
  t.true(flood.isLogTruncated)

  const endless = await rig.run({ limits: brief, command: 'yes flood' })
  t.is(failure(endless), 'timeout')
  t.is(endless.log.length, 10_000)

  const full = await rig.run({
    limits,
    command: 'dd if=/dev/zero of=/dev/vda bs=1M 2>&1 | grep -o "No space left"; sync',
  })
  t.is(failure(full), 'exit 0')
  t.regex(text(full), /No space left/)

  const cancel = new AbortController()
  const cancelled = await rig.run({
    command: 'sleep 1000',
    signal: cancel.signal,
    onBegun: () => cancel.abort(),
  })
  t.is(failure(cancelled), 'cancelled')

  // The image and the saved machine are as they were: nothing was written to either.
  const after = await rig.run({ command: `${identify} echo fine` })
  t.regex(text(after), /fine\n$/)
  t.notRegex(text(after), /left/)
})

function startServer(image: string, folder: string): ChildProcess {
  const script = join(import.meta.dirname, '../../support/hook-server-process.ts')
  return spawn(process.execPath, [script, image, folder, 'sleep 1000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test('a killed server leaves nothing running; what it saved is used while it is whole', async t => {
  t.timeout(400_000)
  const image = await testImage('tiny')
  const folder = await mkdtemp(join(tmpdir(), 'mallee-hook-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const server = startServer(image, folder)
  t.teardown(() => server.kill('SIGKILL'))
  if (server.stdout === null) throw new Error('the server has no output')
  await once(server.stdout, 'data')
  server.kill('SIGKILL')
  await once(server, 'exit')
  t.true((await processesNaming(folder)).length > 0, 'the machine died with its server')

  await using rig = await hookRig({ image, folder })
  t.deepEqual(await rig.processes(), [])
  t.deepEqual(await readdir(join(folder, 'machines')), [])
  const [name = ''] = await readdir(join(folder, 'saved'))
  const memory = join(folder, 'saved', name, 'memory')
  const before = await stat(memory)
  t.is(failure(await rig.run({ command: 'true' })), 'exit 0')
  t.is((await stat(memory)).ino, before.ino, 'it was saved again')

  const file = await open(memory, 'r+')
  await file.write(Buffer.from('tampered'), 0, 8, 4096)
  await file.close()
  await rig.runner.giveBack(Number.MAX_SAFE_INTEGER)
  t.is(failure(await rig.run({ command: 'true' })), 'exit 0')
  t.not((await stat(memory)).ino, before.ino, 'a changed memory was used')
})
