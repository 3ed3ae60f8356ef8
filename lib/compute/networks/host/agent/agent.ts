/**
 * A program of its own: the one process that a network has in its namespace. It makes the network as
 * the server says, answers its machines' DHCP and DNS, and passes their questions for metadata on to
 * the server. It outlives the server, which finds it again by its folder:
 *
 *   agent.json   which process it is, and which namespace it is in
 *   ctl.sock     what control-server.ts answers
 *
 * Without a server and without a machine for some minutes it ends by itself.
 *
 * Arguments: the network's folder, its id, and the socket of the server's metadata service.
 */

import { once } from 'node:events'
import { closeSync } from 'node:fs'
import { chmod, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { identifyProcess } from '../../../hypervisors/qemu/process-record.ts'
import { type ControlState, createControlServer } from './control-server.ts'
import { isInUse, prepareNamespace } from './kernel.ts'
import { relayMetadata } from './metadata-relay.ts'
import { serveQuestions } from './question-server.ts'

const lookMs = 60_000
/** So many looks without a server and without a machine are the end. */
const lonelyLooksMax = 5

async function main(folder: string, networkId: string, metadataPath: string): Promise<void> {
  const state: ControlState = { spec: undefined, table: undefined, presenceCount: 0 }
  const recordPath = join(folder, 'agent.json')
  const socketPath = join(folder, 'ctl.sock')
  const record = JSON.stringify({
    ...(await identifyProcess(process.pid)),
    namespace: await readlink('/proc/self/ns/net'),
  })
  const end = () => process.exit(0)
  const control = createControlServer(state, networkId, end)
  await rm(socketPath, { force: true })
  control.listen(socketPath)
  await once(control, 'listening')
  await chmod(socketPath, 0o600)

  await prepareNamespace()
  await serveQuestions(() => state.table)
  await relayMetadata(metadataPath, () => state.table)

  await writeFile(`${recordPath}.new`, record, { mode: 0o600 })
  await rename(`${recordPath}.new`, recordPath)
  // The server waits for the end of this.
  closeSync(1)
  let lonelyLooks = 0
  setInterval(async () => {
    // Another agent took this one's place.
    if ((await readFile(recordPath, 'utf8').catch(() => '')) !== record) end()
    const isNeeded = state.presenceCount > 0 || (await isInUse().catch(() => false))
    lonelyLooks = isNeeded ? 0 : lonelyLooks + 1
    if (lonelyLooks >= lonelyLooksMax) {
      await rm(folder, { recursive: true, force: true })
      end()
    }
  }, lookMs)
}

const [folder = '', networkId = '', metadataPath = ''] = process.argv.slice(2)
await main(folder, networkId, metadataPath)
