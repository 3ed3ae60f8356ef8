import { execFile } from 'node:child_process'
import { chmod, chown, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { filesBelow, testImage } from '../../support/qemu-rig.ts'

const run = promisify(execFile)
const nobody = 65534

/** As on a usual host: anybody may open /dev/net/tun. It is so for the program alone. */
const withTun = `
mount -t tmpfs tmpfs /dev/net && mknod /dev/net/tun c 10 200 && chmod 666 /dev/net/tun &&
exec setpriv --reuid ${nobody} --regid ${nobody} --clear-groups "$@"`

// Only root can show what the device is to others; without root the other tests show it.
const asRoot = process.geteuid?.() === 0 ? test : test.skip

asRoot('a server without rights gives machines networks by a user namespace', async t => {
  t.timeout(300_000)
  const folder = await mkdtemp(join(tmpdir(), 'mallee-user-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const image = join(folder, 'image.raw')
  await copyFile(await testImage('tiny'), image)
  await chmod(image, 0o644)
  await chown(folder, nobody, nobody)
  const script = join(import.meta.dirname, '../../support/network-machine-process.ts')
  const program = [process.execPath, script, image, folder]
  const { stdout } = await run('unshare', ['--mount', 'sh', '-c', withTun, 'sh', ...program])
  t.is(stdout, 'booted\n')
  t.deepEqual(await filesBelow(folder), ['image.raw', 'machines', 'run'])
})
