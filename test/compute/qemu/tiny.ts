import test from 'ava'
import { consoleWith, filesBelow, processesOf, rig, testImage } from '../../support/qemu-rig.ts'

// Machines are emulated and the processors few: one after the other.
const signal = () => AbortSignal.timeout(60_000)

test.before('the tiny image is there', async t => {
  t.timeout(300_000)
  t.regex(await testImage('tiny'), /tiny-[0-9a-f]+\.raw$/)
})

test.serial('an image boots from the block server and its user data runs', async t => {
  const machine = await rig(t, {
    image: await testImage('tiny'),
    userData: '#!/bin/sh\necho user data ran: $((6 * 7))\n',
  })
  await machine.hypervisor.start(machine.spec, signal())
  const shown = await consoleWith(machine, 'tiny: ready')
  t.regex(shown, /user data ran: 42/)
  t.regex(shown, /tiny: address 172\.31\.5\.77\/20/)
  t.regex(shown, /tiny: hostname ip-172-31-5-77/)
  t.regex(shown, /tiny: metadata v2 instance-id i-0123456789abcdef0/)
  t.regex(shown, /tiny: metadata v1 instance-id i-0123456789abcdef0/)
  t.true(machine.requests.includes('PUT /latest/api/token'))
  t.deepEqual(await machine.hypervisor.list(), [{ id: machine.spec.id, power: 'running' }])
  t.deepEqual(await filesBelow(`${machine.folder}/machines`), [
    machine.spec.id,
    `${machine.spec.id}/console.log`,
    `${machine.spec.id}/disk.qcow2`,
  ])
  await machine.hypervisor.destroy(machine.spec.id)
  t.deepEqual(await filesBelow(`${machine.folder}/machines`), [])
  t.deepEqual(await filesBelow(`${machine.folder}/run`), [])
  t.deepEqual(await processesOf(machine), [])
  t.deepEqual(machine.events, [])
})
