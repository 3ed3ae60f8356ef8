/** Real brokers for tests, each in a process of its own on the loopback interface, with fresh data. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Broker extends AsyncDisposable {
  readonly url: string
  /** What it wrote to its standard output so far. */
  output(): string
}

/** Generous: RabbitMQ takes its time on a busy machine. */
const READY_TIMEOUT_MS = 120_000
const POLL_MS = 50

/** Waits until `look` finds something. */
export async function eventually<Found>(
  look: () => Promise<Found | undefined> | Found | undefined,
): Promise<Found> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (Date.now() < deadline) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(POLL_MS)
  }
  throw new Error('it did not come in time')
}

/** Brokers cannot be told to take any free port: this one was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server that listens has an address of this form.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function answers(port: number): Promise<true | undefined> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}

interface Running {
  readonly directory: string
  readonly outputs: { stdout: string; stderr: string }
  start(command: string, args: readonly string[], environment?: Record<string, string>): void
  readonly cleanup: AsyncDisposableStack
}

async function prepare(): Promise<Running> {
  const cleanup = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'mallee-broker-'))
  cleanup.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))
  const outputs = { stdout: '', stderr: '' }
  return {
    directory,
    outputs,
    cleanup,
    start(command, args, environment = {}) {
      const child = spawn(command, args, {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
        env: { PATH: process.env.PATH ?? '', HOME: directory, ...environment },
      })
      child.stdout.on('data', chunk => {
        outputs.stdout += chunk
      })
      child.stderr.on('data', chunk => {
        outputs.stderr += chunk
      })
      cleanup.defer(() => end(child))
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  const { pid } = child
  if (pid === undefined) return
  const isGone = child.exitCode !== null || child.signalCode !== null
  const exit = isGone ? undefined : once(child, 'exit')
  try {
    // RabbitMQ's command is a script: the server is its child, in the same group.
    process.kill(-pid, 'SIGKILL')
  } catch {
    // None of them is left.
  }
  await exit
}

function running({ outputs, cleanup }: Running, url: string): Broker {
  const held = cleanup.move()
  return {
    url,
    output: () => outputs.stdout,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** Without a port: one that is free. */
export async function startRedis(port?: number): Promise<Broker & { readonly port: number }> {
  const chosen = port ?? (await freePort())
  const broker = await prepare()
  broker.start('redis-server', ['--port', String(chosen), '--bind', '127.0.0.1', '--save', ''])
  await eventually(() => answers(chosen))
  return { ...running(broker, `redis://127.0.0.1:${chosen}`), port: chosen }
}

/** With JetStream. */
export async function startNats(): Promise<Broker> {
  const broker = await prepare()
  const { directory } = broker
  const data = join(directory, 'data')
  broker.start('nats-server', [
    '-a',
    '127.0.0.1',
    '-p',
    '-1',
    '-js',
    '-sd',
    data,
    '--ports_file_dir',
    directory,
  ])
  const url = await eventually(async () => {
    const file = (await readdir(directory)).find(name => name.endsWith('.ports'))
    if (file === undefined) return undefined
    const text = await readFile(join(directory, file), 'utf8')
    return /nats:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
  })
  return running(broker, url)
}

export async function startRabbit(): Promise<Broker> {
  const broker = await prepare()
  const { directory } = broker
  const [port, distribution, mapper] = [await freePort(), await freePort(), await freePort()]
  // Else the server would leave one behind that outlives it.
  broker.start('epmd', ['-address', '127.0.0.1', '-port', String(mapper)])
  await eventually(() => answers(mapper))
  broker.start('/usr/lib/rabbitmq/bin/rabbitmq-server', [], {
    RABBITMQ_NODENAME: `test${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: join(directory, 'mnesia'),
    RABBITMQ_LOG_BASE: join(directory, 'log'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, 'plugins'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    ERL_EPMD_PORT: String(mapper),
  })
  await eventually(() => broker.outputs.stdout.includes('completed with') || undefined)
  return running(broker, `amqp://guest:guest@127.0.0.1:${port}`)
}

/**
 * Debian has no Kafka: this is the broker that librdkafka brings for its own tests, which speaks the
 * protocol on a socket but keeps nothing, with a consumer of the same process, which writes what it
 * gets to its standard output.
 */
export async function startKafka(topic: string): Promise<Broker> {
  const broker = await prepare()
  broker.start('kcat', [
    ...['-C', '-b', '127.0.0.1:9', '-X', 'test.mock.num.brokers=1', '-d', 'mock'],
    ...['-t', topic, '-u', '-q', '-f', '%k %s\\n'],
  ])
  const url = await eventually(
    () => /bootstrap\.servers=(127\.0\.0\.1:\d+)/.exec(broker.outputs.stderr)?.[1],
  )
  return running(broker, url)
}
