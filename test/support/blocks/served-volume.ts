/**
 * A process that serves one volume over NBD until it is killed:
 * `node served-volume.ts STORAGE JOURNALS SOCKET VOLUME`. Says "serving" when clients may connect.
 */
import { pino } from 'pino'
import { openBlockServer } from '../../../lib/compute/block-server/block-server.ts'
import { createBlockStore } from '../../../lib/compute/blocks/store.ts'
import { openDiskStorage } from '../../../storage/open.ts'

const [directory = '', journalFolder = '', path = '', volumeId = ''] = process.argv.slice(2)
const log = pino({ level: 'error' }, pino.destination(2))
const clock = { now: () => Date.now() }
const storage = await openDiskStorage({ directories: [directory], clock })
const store = await createBlockStore({ storage, journalFolder, log })
if ((await store.getVolume(volumeId)) === undefined) {
  await store.createVolume({ id: volumeId, accountId: '111122223333', sizeBytes: 64 * 1024 * 1024 })
}
await openBlockServer({ path, openDevice: () => store.open(volumeId), log })
process.stdout.write('serving\n')
