import test from 'ava'
import type { Disk } from '../../storage/disk/disk-set.ts'
import { placementOrder } from '../../storage/disk/disk-set.ts'
import { nodeFileSystem } from '../../storage/disk/node-file-system.ts'
import { defaultSchemes, FRAGMENT_COUNT_MAX } from '../../storage/disk/schemes.ts'
import { DiskSpace } from '../../storage/disk/space.ts'
import { IdSource } from '../../storage/ids.ts'

function diskOf(number: number): Disk {
  const space = new DiskSpace(nodeFileSystem, '/')
  return { number, id: `disk-${number}`, path: '/', files: nodeFileSystem, space }
}

const disks = Array.from({ length: 6 }, (_, number) => diskOf(number))

test('ids that follow each other are spread evenly over the disks', t => {
  const ids = new IdSource(count => new Uint8Array(count))
  const firsts = Array.from({ length: 6000 }, (_, index) => {
    const [first] = placementOrder(ids.ticket(1_700_000_000_000 + index), disks)
    return first?.number
  })
  const counts = disks.map(({ number }) => firsts.filter(first => first === number).length)
  t.true(Math.min(...counts) > 850 && Math.max(...counts) < 1150, String(counts))
})

test('a disk that goes changes the order of no others', t => {
  for (let id = 0; id < 100; id++) {
    const before = placementOrder(String(id), disks).filter(({ number }) => number !== 3)
    const after = placementOrder(
      String(id),
      disks.filter(({ number }) => number !== 3),
    )
    t.deepEqual(
      after.map(({ number }) => number),
      before.map(({ number }) => number),
    )
  }
})

test('no default scheme needs more disks than there are', t => {
  for (let count = 1; count <= 64; count++) {
    const schemes = defaultSchemes(count)
    for (const { dataCount, parityCount } of Object.values(schemes)) {
      t.true(dataCount + parityCount <= Math.min(count, FRAGMENT_COUNT_MAX))
    }
    t.true(schemes.reduced.parityCount <= schemes.standard.parityCount)
  }
})
