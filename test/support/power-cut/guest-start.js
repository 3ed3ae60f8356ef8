/**
 * Starts the server in the guest, where there is only what was built. UNSYNCED in the environment,
 * which comes from the kernel's command line, names what is not to be synced, `bodies` or `index`:
 * a server that is broken in a way that only a power cut shows.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { UNSYNCED } = process.env

if (UNSYNCED === 'bodies') {
  const { fdatasync } = fs
  fs.fdatasync = (file, done) => {
    const isBody = /\/(segments|blobs)\//.test(fs.readlinkSync(`/proc/self/fd/${file}`))
    if (isBody) setImmediate(done, null)
    else fdatasync(file, done)
  }
  syncBuiltinESMExports()
}
if (UNSYNCED === 'index') {
  const { Level } = await import('level')
  const { batch } = Level.prototype
  Level.prototype.batch = function unsyncedBatch(operations) {
    return batch.call(this, operations, { sync: false })
  }
}

process.env.MALLEE_ROOT_ACCESS_KEY = process.env.ROOT_ACCESS_KEY
process.env.MALLEE_ROOT_SECRET_KEY = process.env.ROOT_SECRET_KEY
const flags = ['--data', '/data/mallee', '--listen', '0.0.0.0:9000', '--threads', '1']
process.argv.push('serve', ...flags, '--compute', 'off', '--log-level', 'warn')
await import('./lib/main.js')
