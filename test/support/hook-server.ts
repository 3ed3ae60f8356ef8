/**
 * `mallee serve` whose hooks run in a function in the place of machines, which reaches the store as
 * machines do: a test can kill it at any moment. The result of an input is its SHA-256.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type OpenHookRunner, serve } from '../../lib/commands/serve.ts'
import { createScriptedRunner } from './hook-runner.ts'

/** Long enough for a kill to come in between. */
const WORK_MS = 20

const openRunner: OpenHookRunner = async ({ store }) => {
  const listener = createServer(socket => {
    void store.then(take => take(socket))
  })
  listener.listen(0, '127.0.0.1').unref()
  await once(listener, 'listening')
  // A TCP server that listens has an address of this form.
  const { port } = listener.address() as AddressInfo
  return createScriptedRunner(
    () => `http://127.0.0.1:${port}`,
    async guest => {
      const input = await guest.input()
      await sleep(WORK_MS)
      await guest.put('sha256', createHash('sha256').update(input).digest('hex'))
      return { log: `${guest.invocation.invocationId}\n` }
    },
  )
}

await serve(process.argv.slice(3), process.env, openRunner)
