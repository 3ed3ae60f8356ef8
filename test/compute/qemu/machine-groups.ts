import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { pino } from 'pino'
import {
  groupSettings,
  openMachineGroups,
} from '../../../lib/compute/hypervisors/qemu/machine-groups.ts'

const mib = 2 ** 20
const limits = { vcpuCount: 2, memoryBytes: 512 * mib, overheadBytes: 256 * mib }

/** A folder with the files that the kernel would have there. */
async function tree(t: ExecutionContext, controllers: string, own = 'mallee.service') {
  const root = await mkdtemp(join(tmpdir(), 'mallee-groups-'))
  t.teardown(() => rm(root, { recursive: true }))
  await mkdir(join(root, own), { recursive: true })
  await writeFile(join(root, own, 'cgroup.controllers'), `${controllers}\n`)
  const log = pino({ level: 'silent' })
  const options = { root, membership: `0::/${own}\n`, pid: 42, name: 'machines-a', log }
  return { root, base: join(root, own), options }
}

test('a machine may take its processors and a half, its memory and what QEMU needs beside it', t => {
  t.deepEqual(Object.fromEntries(groupSettings(limits)), {
    'cpu.max': '250000 100000',
    'cpu.weight': '200',
    'memory.max': String(768 * mib),
    'memory.oom.group': '1',
    'pids.max': '256',
  })
})

test('the server moves to a leaf, and machines get groups beside it', async t => {
  const { base, options } = await tree(t, 'cpuset cpu io memory pids')
  const groups = await openMachineGroups(options)
  const text = (...path: string[]) => readFile(join(base, ...path), 'utf8')
  t.is(await text('server', 'cgroup.procs'), '42')
  t.is(await text('cgroup.subtree_control'), '+cpu +memory +pids')
  t.is(await text('machines-a', 'cgroup.subtree_control'), '+cpu +memory +pids')
  await groups?.enter('i-0123456789abcdef0', 4242, limits)
  const group = ['machines-a', 'i-0123456789abcdef0'] as const
  t.is(await text(...group, 'cgroup.procs'), '4242')
  t.is(await text(...group, 'memory.max'), String(768 * mib))
  await groups?.remove('i-00000000000000000')
})

test('where the kernel has no groups for us there are none, and nothing is touched', async t => {
  const { base, options } = await tree(t, 'memory pids')
  t.is(await openMachineGroups(options), undefined)
  t.deepEqual(await readdir(base), ['cgroup.controllers'])
  t.is(await openMachineGroups({ ...options, membership: '1:cpu:/\n' }), undefined)
  t.is(await openMachineGroups({ ...options, root: join(base, 'nowhere') }), undefined)
})
