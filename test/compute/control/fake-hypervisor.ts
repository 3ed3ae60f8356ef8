import test from 'ava'
import { createFakeHypervisor } from '../../../lib/compute/hypervisors/fake/fake-hypervisor.ts'
import { checkHypervisor } from '../../support/hypervisor-suite.ts'
import { tinySpec } from '../../support/qemu-rig.ts'

test('the fake driver does what every driver does', async t => {
  await using hypervisor = createFakeHypervisor({ clock: Date })
  const specs = [tinySpec, { ...tinySpec, id: 'i-0123456789abcdef1' }] as const
  await checkHypervisor(t, { hypervisor, specs })
})
