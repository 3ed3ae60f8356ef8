import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  consoleTailBytes,
  openConsoleSpool,
  readConsoleTail,
} from '../../../lib/compute/hypervisors/qemu/console-spool.ts'

/** A serial port whose guest is the test. */
async function port(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-console-'))
  const path = join(folder, 'console.log')
  const socketPath = join(folder, 'serial.sock')
  const server = createServer().listen(socketPath)
  await once(server, 'listening')
  t.teardown(async () => {
    server.close()
    await rm(folder, { recursive: true })
  })
  async function attach() {
    const connected = once(server, 'connection')
    const onError = (error: unknown) => t.fail(String(error))
    const spool = await openConsoleSpool({ path, socketPath, onError })
    // What a server's 'connection' event carries.
    const [guest] = (await connected) as [Socket]
    return { spool, guest }
  }
  return { path, attach }
}

test('what the guest says is kept to its last byte, over several attachments', async t => {
  const { path, attach } = await port(t)
  t.is(await readConsoleTail(path), undefined)
  for (const words of ['first ', 'second']) {
    const { spool, guest } = await attach()
    guest.end(words)
    await spool.close(5_000)
  }
  const tail = await readConsoleTail(path)
  t.is(Buffer.from(tail?.bytes ?? []).toString(), 'first second')
  t.true(Math.abs((tail?.atMs ?? 0) - Date.now()) < 60_000)
})

test('however much it says, the last 64 KiB are shown and a bounded part is kept', async t => {
  const { path, attach } = await port(t)
  const { spool, guest } = await attach()
  const line = (n: number) => `${String(n).padStart(15, '.')}\n`
  const count = 200_000
  for (let n = 0; n < count; n += 1000) {
    const text = Array.from({ length: 1000 }, (_, i) => line(n + i)).join('')
    if (!guest.write(text)) await once(guest, 'drain')
  }
  guest.end()
  await spool.close(20_000)
  const shown = Buffer.from((await readConsoleTail(path))?.bytes ?? []).toString()
  t.is(shown.length, consoleTailBytes)
  const firstShown = count - consoleTailBytes / line(0).length
  t.is(shown, Array.from({ length: count - firstShown }, (_, i) => line(firstShown + i)).join(''))
  const sizes = await Promise.all([path, `${path}.1`].map(async file => (await stat(file)).size))
  t.true(Math.max(...sizes) < 600 * 1024, String(sizes))
})

test('letting go of a guest that goes on does not wait for it', async t => {
  const { attach } = await port(t)
  const { spool, guest } = await attach()
  const gone = once(guest, 'close')
  await spool.close(0)
  await gone
  t.pass()
})
