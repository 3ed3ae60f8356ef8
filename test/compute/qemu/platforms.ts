import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { consoleWith, fileImage, rig, testImage } from '../../support/qemu-rig.ts'

const run = promisify(execFile)
const signal = () => AbortSignal.timeout(120_000)
const hello =
  '#!/bin/sh\nls -d /sys/firmware/efi /sys/bus/pci/devices/* /sys/bus/virtio/devices/*\n'

test.before('the tiny image is there', async t => {
  t.timeout(300_000)
  t.regex(await testImage('tiny'), /tiny-[0-9a-f]+\.raw$/)
})

test.serial(
  'a machine boots by UEFI and keeps its variables; a fence ends it for good',
  async t => {
    t.timeout(180_000)
    const machine = await rig(t, {
      image: await testImage('tiny'),
      userData: hello,
      spec: { platform: 'q35-uefi', memoryBytes: 512 * 1024 * 1024 },
      timing: { startMs: 90_000 },
    })
    const { hypervisor, spec } = machine
    t.true(hypervisor.platforms.includes('q35-uefi'))
    await hypervisor.start(spec, signal())
    t.regex(
      await consoleWith(machine, 'tiny: ready', { timeoutMs: 120_000 }),
      /sys\/firmware\/efi\r?\n/,
    )
    const variables = join(machine.folder, 'machines', spec.id, 'uefi-variables.fd')
    t.true((await stat(variables)).size > 0)

    await hypervisor.check(signal())
    await hypervisor.fence()
    t.deepEqual(await hypervisor.list(), [])
    await t.throwsAsync(hypervisor.start(spec, signal()), { message: /fenced/ })
    t.deepEqual(machine.events, [], 'who fences knows that the machines end')
    t.true((await stat(variables)).size > 0)
  },
)

test.serial('a microvm starts the kernel that it is given', async t => {
  t.timeout(180_000)
  const image = await testImage('tiny')
  const folder = await mkdtemp(join(tmpdir(), 'mallee-kernel-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  // The image's boot partition begins at 1 MiB.
  await run('mcopy', ['-i', `${image}@@1048576`, '::/vmlinuz', '::/initrd', folder])
  const machine = await rig(t, {
    image,
    userData: hello,
    spec: { platform: 'microvm-kernel' },
    resolver: {
      openBaseImage: () => fileImage(image),
      async openBootFiles() {
        await using opened = new AsyncDisposableStack()
        const kernel = opened.use(await fileImage(join(folder, 'vmlinuz')))
        const initrd = opened.use(await fileImage(join(folder, 'initrd')))
        const files = opened.move()
        return {
          kernel,
          initrd,
          kernelArguments: 'console=ttyS0 quiet panic=-1',
          [Symbol.asyncDispose]: () => files.disposeAsync(),
        }
      },
    },
  })
  await machine.hypervisor.start(machine.spec, signal())
  const shown = await consoleWith(machine, 'tiny: ready', { timeoutMs: 90_000 })
  t.regex(shown, /tiny: address 172\.31\.5\.77/)
  t.is([...shown.matchAll(/bus\/virtio\/devices\/virtio\d/g)].length, 3)
  t.notRegex(shown, /bus\/pci\/devices\/0000|sys\/firmware\/efi\r?\n/)
  await machine.hypervisor.stop(machine.spec.id, { graceMs: 30_000 })
  t.regex(await consoleWith(machine, 'tiny: power button'), /power button/)
})
