/** What every driver has to do, whatever it runs machines with. */
import type { ExecutionContext } from 'ava'
import type { Hypervisor, MachineSpec } from '../../lib/compute/hypervisor.ts'

export interface SuiteSubject {
  readonly hypervisor: Hypervisor
  /** Two machines that may run side by side. */
  readonly specs: readonly [MachineSpec, MachineSpec]
}

const signal = () => AbortSignal.timeout(120_000)

/** Starts few machines, because a real one takes its time. */
export async function checkHypervisor(t: ExecutionContext, subject: SuiteSubject): Promise<void> {
  await checkFacts(t, subject)
  await checkLife(t, subject)
  await checkFence(t, subject)
}

async function checkFacts(t: ExecutionContext, { hypervisor, specs }: SuiteSubject): Promise<void> {
  const { vcpuCount, memoryBytes } = await hypervisor.capacity()
  t.true(Number.isInteger(vcpuCount) && vcpuCount > 0)
  t.true(Number.isInteger(memoryBytes) && memoryBytes > 0)
  t.is(hypervisor.architecture, 'x86_64')
  for (const { platform } of specs) t.true(hypervisor.platforms.includes(platform))
  await hypervisor.check(signal())
  t.deepEqual(await hypervisor.list(), [])
}

/** Every step may be repeated, and so may the end of what is not there. */
async function checkLife(t: ExecutionContext, { hypervisor, specs }: SuiteSubject): Promise<void> {
  const [one, other] = specs
  await hypervisor.stop(one.id, { graceMs: 0 })
  await hypervisor.destroy(one.id)
  await t.throwsAsync(hypervisor.reboot(one.id), { code: 'machine-missing' })
  await t.throwsAsync(hypervisor.consoleOutput(one.id), { code: 'machine-missing' })
  const aborted = hypervisor.start(one, AbortSignal.abort())
  await t.throwsAsync(aborted)
  t.deepEqual(await hypervisor.list(), [])

  await Promise.all([hypervisor.start(one, signal()), hypervisor.start(other, signal())])
  await hypervisor.start(one, signal())
  const running = (await hypervisor.list()).map(({ id, power }) => `${id} ${power}`)
  t.deepEqual(running.sort(), [`${one.id} running`, `${other.id} running`].sort())
  await hypervisor.consoleOutput(one.id)

  await Promise.all([
    hypervisor.stop(other.id, { graceMs: 0 }),
    hypervisor.stop(other.id, { graceMs: 0 }),
  ])
  const left = (await hypervisor.list()).filter(({ power }) => power !== 'off')
  t.deepEqual(left, [{ id: one.id, power: 'running' }])
  await hypervisor.destroy(other.id)
  await hypervisor.destroy(other.id)
  t.false((await hypervisor.list()).some(({ id }) => id === other.id))
}

/** `one` runs still. */
async function checkFence(t: ExecutionContext, { hypervisor, specs }: SuiteSubject): Promise<void> {
  const [one, other] = specs
  await hypervisor.fence()
  await hypervisor.fence()
  t.deepEqual(
    (await hypervisor.list()).filter(({ power }) => power !== 'off'),
    [],
  )
  await t.throwsAsync(hypervisor.start(other, signal()), { code: 'unavailable' })
  await hypervisor.readmit()
  await hypervisor.readmit()
  await hypervisor.check(signal())
  await hypervisor.start(one, signal())
  t.true((await hypervisor.list()).some(({ id, power }) => id === one.id && power === 'running'))
  await hypervisor.destroy(one.id)
  t.deepEqual(await hypervisor.list(), [])
}
