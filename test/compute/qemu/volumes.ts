import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test from 'ava'
import type { BlockDevice } from '../../../lib/compute/blocks/block-store.ts'
import {
  consoleWith,
  fileImage,
  filesBelow,
  processesOf,
  type Rig,
  rig,
  testImage,
  until,
} from '../../support/qemu-rig.ts'
import {
  dataVolume,
  openVolumeDisks,
  rootVolume,
  type VolumeDisks,
  volumeAccount,
} from '../../support/volume-disks.ts'

/** Writes to the disk that is plugged in, and then does what the metadata asks, once for each text. */
const script = `#!/bin/sh
while [ ! -b /dev/vdb ]; do sleep 1; done
printf 'kept content' | dd of=/dev/vdb conv=fsync 2> /dev/null
echo "wrote to $(cat /sys/block/vdb/serial)"
last=
for tick in $(seq 1 900); do
  asked=$(timeout 5 wget -q -O - http://169.254.169.254/latest/meta-data/command)
  if [ "$asked" != "$last" ]; then last=$asked; sh -c "$asked" 2>&1; fi
  sleep 1
done
`

/** The last line that the command says, which the guest marks as its own. */
async function ask(machine: Rig, command: string): Promise<string> {
  const mark = `answer-${machine.requests.length}`
  machine.answers.set('/latest/meta-data/command', `echo "${mark} $(${command}) end"`)
  const shown = await consoleWith(machine, `${mark} `, { timeoutMs: 90_000 })
  return shown.split(`${mark} `).at(-1)?.split(' end')[0] ?? ''
}

const content = 'echo 3 > /proc/sys/vm/drop_caches; head -c 12 /dev/vdb'

/** Its writes fail for as long as `fails` says so. */
function unreliable(device: BlockDevice, fails: () => boolean): BlockDevice {
  return {
    get sizeBytes() {
      return device.sizeBytes
    },
    read: (offset, length) => device.read(offset, length),
    blockStatus: (offset, length) => device.blockStatus(offset, length),
    async write(offset, bytes, options) {
      if (fails()) throw new Error('the disks are away')
      await device.write(offset, bytes, options)
    },
    writeZeroes: (offset, length, options) => device.writeZeroes(offset, length, options),
    flush: () => device.flush(),
    usage: () => device.usage(),
    [Symbol.asyncDispose]: () => device[Symbol.asyncDispose](),
  }
}

test('volumes live through the end of their server, are taken away, copied, grown and plugged in again', async t => {
  t.timeout(600_000)
  const image = await testImage('tiny')
  const plugged = [rootVolume, dataVolume]
  let disks: VolumeDisks | undefined
  let isFailing = false
  const machine = await rig(t, {
    image,
    userData: '',
    timing: { unplugMs: 20_000, resumeMs: 200 },
    resolver: {
      openBaseImage: () => fileImage(image),
      volumes: {
        disksOf: async () => plugged,
        async open(volumeId) {
          if (!disks) throw new Error('no storage is open')
          return unreliable(await disks.blocks.open(volumeId), () => isFailing)
        },
      },
    },
  })
  const { id } = machine.spec

  // A server that is killed as soon as its guest's write is acknowledged.
  const program = new URL('../../support/qemu-volumes-process.ts', import.meta.url).pathname
  const server = spawn(process.execPath, [program, image, machine.folder, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => server.kill('SIGKILL'))
  await once(server.stdout, 'data')
  await consoleWith(machine, 'wrote to vol00000000000000002', { timeoutMs: 120_000 })
  server.kill('SIGKILL')
  await once(server, 'exit')

  // The next one finds the machine and opens what it has.
  disks = await openVolumeDisks(machine.folder)
  const { blocks } = disks
  t.teardown(() => disks?.[Symbol.asyncDispose]())
  await machine.restart()
  t.deepEqual(await machine.hypervisor.list(), [{ id, power: 'running' }])
  t.is(await ask(machine, content), 'kept content')

  // Taken away, and seen to be: nobody has it open.
  await blocks.snapshot(dataVolume.volumeId, 'snap-1')
  await machine.hypervisor.detachDisk(id, dataVolume, { isForced: false })
  await machine.hypervisor.detachDisk(id, dataVolume, { isForced: false })
  t.is((await blocks.getVolume(dataVolume.volumeId))?.isOpen, false)
  t.is(await ask(machine, 'ls /sys/block | grep -c vdb'), '0')
  await blocks.deleteVolume(dataVolume.volumeId)

  // What it held is in a new volume, in another place.
  const copy = { volumeId: 'vol-00000000000000003', slot: 7 }
  const sizeBytes = 2 ** 30
  await blocks.createVolume({
    id: copy.volumeId,
    accountId: volumeAccount,
    sizeBytes,
    snapshotId: 'snap-1',
  })
  await machine.hypervisor.attachDisk(id, copy)
  await machine.hypervisor.attachDisk(id, copy)
  t.is(await ask(machine, `while [ ! -b /dev/vdb ]; do sleep 1; done; ${content}`), 'kept content')
  await blocks.grow(copy.volumeId, 2 * sizeBytes)
  await machine.hypervisor.resizeDisk(id, copy, 2 * sizeBytes)
  await machine.hypervisor.resizeDisk(id, copy, 2 * sizeBytes)
  t.is(await ask(machine, 'cat /sys/block/vdb/size'), String((2 * sizeBytes) / 512))

  // Disks that are away halt the guest; when they are back it goes on, and what it wrote is there.
  isFailing = true
  const written = ask(machine, 'printf "other" | dd of=/dev/vdb conv=fsync,notrunc 2>&1 | wc -l')
  await until(
    'the guest is halted',
    () => machine.events.some(event => event.kind === 'io-error'),
    90_000,
  )
  isFailing = false
  t.regex(await written, /^\d+$/)
  t.is(await ask(machine, content), 'othercontent')

  // A guest that is halted lets go of nothing, unless it is forced to.
  await machine.hypervisor.pause(id)
  await machine.hypervisor.detachDisk(id, copy, { isForced: true })
  t.is((await blocks.getVolume(copy.volumeId))?.isOpen, false)
  await machine.hypervisor.resume(id)

  await machine.hypervisor.destroy(id)
  t.is((await blocks.getVolume(rootVolume.volumeId))?.isOpen, false)
  t.deepEqual(await filesBelow(`${machine.folder}/machines`), [])
  t.deepEqual(await filesBelow(`${machine.folder}/run`), [])
  t.deepEqual(await processesOf(machine), [])
})
