/** Two hosts of QEMU's on this machine, each with its own folders: what happens when one fails. */
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { pino } from 'pino'
import type { Compute } from '../../../lib/compute/compute.ts'
import { createQemuHypervisor } from '../../../lib/compute/hypervisors/qemu/driver.ts'
import { isAlive, readProcessRecord } from '../../../lib/compute/hypervisors/qemu/process-record.ts'
import { documentId, openComputeRecords } from '../../../lib/compute/records.ts'
import { startEc2 } from '../../support/ec2-server.ts'
import { checkHypervisor } from '../../support/hypervisor-suite.ts'
import { fileImage, filesBelow, metadataOf, testImage, tinySpec } from '../../support/qemu-rig.ts'

const clock = { now: () => Date.now() }
const log = pino({ level: 'silent' })

async function openFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-hosts-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function openHost(folder: string, name: string, memoryMib: number) {
  const image = await testImage('tiny')
  return await createQemuHypervisor({
    name,
    machinesFolder: join(folder, name, 'machines'),
    runtimeFolder: join(folder, name, 'run'),
    resolver: { openBaseImage: () => fileImage(image) },
    metadata: () => metadataOf(new Map()),
    clock,
    log,
    limits: { vcpuCount: 2, memoryBytes: memoryMib * 2 ** 20 },
    acceleration: 'tcg',
    timing: { startMs: 120_000, commandMs: 60_000, exitMs: 60_000 },
  })
}

test.before('the tiny image is there', async t => {
  t.timeout(300_000)
  t.regex(await testImage('tiny'), /tiny-[0-9a-f]+\.raw$/)
})

test.serial('the driver of QEMU does what every driver does, and leaves nothing', async t => {
  t.timeout(600_000)
  const folder = await openFolder(t)
  const hypervisor = await openHost(folder, 'one', 1024)
  const specs = [tinySpec, { ...tinySpec, id: 'i-0123456789abcdef1' }] as const
  try {
    await checkHypervisor(t, { hypervisor, specs })
  } finally {
    for (const { id } of specs) await hypervisor.destroy(id)
    await hypervisor[Symbol.asyncDispose]()
  }
  t.deepEqual(await filesBelow(folder), ['one', 'one/machines', 'one/run'])
})

test.serial('the machine of a host that fails is dead before it runs on another one', async t => {
  t.timeout(600_000)
  const folder = await openFolder(t)
  await using one = await openHost(folder, 'one', 1024)
  await using other = await openHost(folder, 'other', 512)
  await using ec2 = await startEc2({
    hypervisors: [one, other],
    machineTypes: [{ name: 'test.tiny', vcpuCount: 1, memoryBytes: 192 * 2 ** 20 }],
    hostChecks: { checkTimeoutMs: 60_000, failuresMax: 1, answersMin: 1 },
  })
  const { accountId } = ec2.key
  const compute = ec2.compute()
  const records = openComputeRecords(ec2.storage)
  // What is booted comes from the drivers' resolver; the control plane has to know of an image.
  const id = await launchTiny(compute, { accountId, imageId: await ec2.registerImage() })
  await compute.settled()
  const machine = await compute.machines.get(accountId, id)
  if (!machine) throw new Error('no machine was launched')
  t.like(machine, { state: 'running', hypervisor: 'one' })
  const process = await readProcessRecord(join(folder, 'one', 'run', id, 'process.json'))
  t.true(process && (await isAlive(process)))
  // As if it booted from a volume, which both hosts reach.
  await records.machines.update(
    documentId(machine),
    current => current && { ...current, hasLocalDisk: false },
  )

  // Its disk fails: nothing can be written there any more, and its QEMU still runs.
  await rename(join(folder, 'one', 'machines'), join(folder, 'one', 'gone'))
  await writeFile(join(folder, 'one', 'machines'), 'no folder')
  await compute.checkHosts()
  t.false(process && (await isAlive(process)), 'it is seen dead first')
  await compute.settled()
  t.like(await compute.machines.get(accountId, id), { state: 'running', hypervisor: 'other' })
  t.deepEqual(await other.list(), [{ id, power: 'running' }])
  const moved = await readProcessRecord(join(folder, 'other', 'run', id, 'process.json'))
  const commandLine = await readFile(`/proc/${moved?.pid}/cmdline`, 'latin1')
  t.true(commandLine.includes(join(folder, 'other')))

  await rm(join(folder, 'one', 'machines'))
  await mkdir(join(folder, 'one', 'machines'))
  await compute.checkHosts()
  const states = (await compute.hosts.list()).map(({ name, state }) => `${name} ${state}`)
  t.deepEqual(states, ['one active', 'other active'])
  t.deepEqual(await one.list(), [])

  await compute.machines.terminate(accountId, [id])
  await compute.settled()
  t.deepEqual(await filesBelow(join(folder, 'other')), ['machines', 'run'])
})

async function launchTiny(
  compute: Compute,
  image: { readonly accountId: string; readonly imageId: string },
): Promise<string> {
  const [machine] = await compute.launch({
    ...image,
    machineType: 'test.tiny',
    countMin: 1,
    countMax: 1,
    keyName: '',
    userDataBase64: '',
    clientToken: '',
    tags: {},
    disks: { text: '', draw: async () => [] },
    network: { groupIds: [], groupNames: [], description: '', deletesOnTermination: true },
    shutdownBehavior: 'stop',
    metadataOptions: { isEnabled: true, isTokenRequired: false, showsTags: false },
  })
  return machine?.id ?? ''
}
