/**
 * A server reduced to its runner of hooks, in a process that a test can kill: runs one command of the
 * image in the folder given, and says so on standard output when the guest has begun.
 */
import { hookRig } from './hook-rig.ts'

const [image = '', folder = '', command = ''] = process.argv.slice(2)
const rig = await hookRig({ image, folder })
await rig.run({ command, onBegun: () => process.stdout.write('begun\n') })
