/**
 * A program of its own, started inside a machine's network namespace by namespace.ts. It hands the
 * server a socket that listens on the metadata address of that namespace, and then
 *  - "launch": becomes QEMU, so that the process id stays and no helper does;
 *  - "listen": ends. This is how a restarted server gets its socket back from a running machine.
 *
 * It ends by itself when the server goes before having said what to become.
 */
import { execFileSync } from 'node:child_process'
import { createServer } from 'node:net'

const metadataAddress = '169.254.169.254'

interface LaunchMessage {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

function bringUp(): void {
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 2] })
  ip('link', 'set', 'lo', 'up')
  ip('address', 'add', `${metadataAddress}/32`, 'dev', 'lo')
}

function become(message: unknown): void {
  // Only our own server holds the other end of this channel.
  const { file, args, env } = message as LaunchMessage
  process.execve?.(file, [file, ...args], env)
}

function main(mode: string | undefined): void {
  if (mode === 'launch') bringUp()
  const server = createServer({ pauseOnConnect: true })
  server.on('error', error => {
    process.stderr.write(`the metadata address cannot be listened on: ${error.message}\n`)
    process.exit(1)
  })
  server.listen({ host: metadataAddress, port: 80, backlog: 64 }, () => {
    process.once('disconnect', () => process.exit(1))
    if (mode === 'launch') process.once('message', become)
    process.send?.({ ready: true }, server, undefined, error => {
      if (error !== null) process.exit(1)
      if (mode === 'listen') process.exit(0)
    })
  })
}

main(process.argv[2])
