/**
 * A program that plays a machine in a network namespace of its own, told by messages what to do:
 * each is a command with its arguments, and is answered by its result.
 */
import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { promisify } from 'node:util'
import type { GuestCommands } from './guest.ts'

const run = promisify(execFile)

const answerMs = 20_000

/** What came by UDP, as `address: text`. */
const datagrams: string[] = []

const commands: GuestCommands = {
  async run(file, ...args) {
    const { stdout } = await run(file, args)
    return stdout
  },

  /** Says to whoever connects from where it came, and then what it hears. */
  async listenTcp(port, name = '') {
    const server = createServer(socket => {
      socket.on('error', () => socket.destroy())
      socket.write(`${name}${socket.remoteAddress} `)
      socket.pipe(socket)
    })
    server.listen(port, '0.0.0.0')
    await once(server, 'listening')
    return ''
  },

  async listenUdp(port) {
    const socket = createSocket('udp4')
    socket.on('message', (message, from) => {
      datagrams.push(`${from.address}: ${message}`)
      socket.send(`${from.address} ${message}`, from.port, from.address)
    })
    socket.bind(port, '0.0.0.0')
    await once(socket, 'listening')
    return ''
  },

  async datagrams() {
    return datagrams.join('\n')
  },

  async connect(host, port, text, { localAddress, timeoutMs = answerMs } = {}) {
    const socket = connect({ host, port, ...(localAddress && { localAddress }) })
    let heard = ''
    try {
      return await new Promise(resolve => {
        socket.setTimeout(timeoutMs, () => resolve('silence'))
        socket.on('error', error => resolve('code' in error ? String(error.code) : 'error'))
        socket.on('connect', () => socket.write(text))
        socket.on('data', chunk => {
          heard += chunk
          if (heard.endsWith(text)) resolve(heard)
        })
        socket.on('close', () => resolve(heard))
      })
    } finally {
      socket.destroy()
    }
  },

  async send(host, port, text, { localAddress, timeoutMs = answerMs } = {}) {
    const socket = createSocket('udp4')
    try {
      socket.bind({ port: 0, ...(localAddress && { address: localAddress }) })
      await once(socket, 'listening')
      socket.send(text, port, host)
      return await new Promise(resolve => {
        socket.once('message', message => resolve(String(message)))
        setTimeout(() => resolve('silence'), timeoutMs)
      })
    } finally {
      socket.close()
    }
  },
}

process.on('message', async (message: { id: number; name: keyof GuestCommands; args: never[] }) => {
  const { id, name, args } = message
  try {
    // The arguments are the command's own: guest.ts sends no others.
    const command = commands[name] as (...args: never[]) => Promise<string>
    process.send?.({ id, result: await command(...args) })
  } catch (error) {
    process.send?.({ id, failure: String(error) })
  }
})
process.once('disconnect', () => process.exit(0))
process.send?.({ id: 0, result: 'ready' })
