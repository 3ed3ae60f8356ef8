/**
 * A program of its own, started inside a machine's network namespace by namespace.ts. It hands the
 * server a socket that listens on each given address of that namespace, in their order, and then
 *  - "launch": becomes QEMU, so that the process id stays and no helper does;
 *  - "join": the same, in a namespace that is there already;
 *  - "listen": ends. This is how a restarted server gets its socket back from a running machine.
 *
 * It ends by itself when the server goes before having said what to become.
 */
import { execFileSync } from 'node:child_process'
import { createServer, type Server } from 'node:net'

interface LaunchMessage {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

function bringUp(addresses: readonly string[]): void {
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 2] })
  ip('link', 'set', 'lo', 'up')
  for (const address of addresses) ip('address', 'add', `${address}/32`, 'dev', 'lo')
}

function become(message: unknown): void {
  // Only our own server holds the other end of this channel.
  const { file, args, env } = message as LaunchMessage
  process.execve?.(file, [file, ...args], env)
}

function listen(host: string): Promise<Server> {
  const server = createServer({ pauseOnConnect: true })
  return new Promise(resolve => {
    server.on('error', error => {
      process.stderr.write(`${host} cannot be listened on: ${error.message}\n`)
      process.exit(1)
    })
    server.listen({ host, port: 80, backlog: 64 }, () => resolve(server))
  })
}

async function main(mode: string | undefined, addresses: readonly string[]): Promise<void> {
  if (mode === 'launch') bringUp(addresses)
  const servers = await Promise.all(addresses.map(listen))
  process.once('disconnect', () => process.exit(1))
  if (mode !== 'listen') process.once('message', become)
  if (mode === 'join') process.send?.({ ready: true })
  for (const [index, server] of servers.entries()) {
    process.send?.({ ready: true }, server, undefined, error => {
      if (error !== null) process.exit(1)
      if (mode === 'listen' && index === servers.length - 1) process.exit(0)
    })
  }
}

await main(process.argv[2], process.argv.slice(3))
