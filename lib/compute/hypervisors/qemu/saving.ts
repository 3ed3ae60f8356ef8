import { createWriteStream } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { asObject, type QmpClient } from './qmp-client.ts'

/**
 * Saving and restoring with QEMU's migration. What it calls "ignore-shared" leaves the memory out of
 * the stream, because the memory is a file that both sides have; what is left are some 400 KiB. The
 * stream comes over a socket and goes in as standard input: a confined QEMU opens no files.
 */

/** Devices take some hundred KiB; a guest that had taken over its QEMU could send anything. */
const streamBytesMax = 64 * 1024 * 1024
const pauseMs = 5

export async function saveDevices(options: {
  readonly client: QmpClient
  /** At most 107 bytes; QEMU connects here. */
  readonly socketPath: string
  readonly own: (socketPath: string) => Promise<void>
  readonly path: string
  readonly timeoutMs: number
}): Promise<void> {
  const { client, socketPath, path, timeoutMs } = options
  const server = createServer()
  try {
    await listen(server, socketPath)
    await options.own(socketPath)
    const written = receive(server, path)
    // Told below; a refusal of QEMU must not leave it unheard.
    written.catch(() => undefined)
    await ignoreShared(client)
    await client.execute('migrate', { uri: `unix:${socketPath}` })
    await migrated(client, timeoutMs)
    await written
  } finally {
    server.close()
  }
}

/** QEMU was started with the saved devices as its standard input, and to wait for them. */
export async function loadDevices(client: QmpClient, timeoutMs: number): Promise<void> {
  await ignoreShared(client)
  await client.execute('migrate-incoming', { uri: 'fd:0' })
  await migrated(client, timeoutMs)
}

async function ignoreShared(client: QmpClient): Promise<void> {
  const capabilities = [{ capability: 'x-ignore-shared', state: true }]
  await client.execute('migrate-set-capabilities', { capabilities })
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}

async function receive(server: Server, path: string): Promise<void> {
  const socket = await new Promise<Socket>(resolve => server.once('connection', resolve))
  server.close()
  await pipeline(
    socket,
    async function* bounded(source: AsyncIterable<Buffer>) {
      let sizeBytes = 0
      for await (const chunk of source) {
        sizeBytes += chunk.length
        if (sizeBytes > streamBytesMax) throw new Error('the state of the devices is too large')
        yield chunk
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  )
}

async function migrated(client: QmpClient, timeoutMs: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pauseMs) {
    const answer = asObject(await client.execute('query-migrate'))
    if (answer?.status === 'completed') return
    if (answer?.status === 'failed') {
      throw new Error(`QEMU cannot save or load: ${String(answer['error-desc'] ?? 'no reason')}`)
    }
    await sleep(pauseMs)
  }
  throw new Error(`saving or loading took longer than ${timeoutMs} ms`)
}
