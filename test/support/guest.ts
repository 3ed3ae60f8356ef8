/**
 * Cheap machines for tests of networks: a namespace with one end of a pair of devices in it, the
 * other end of which stands where a machine's tap would.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deviceNameOf } from '../../lib/compute/networks/device-name.ts'
import type { LocalNetworkHost } from '../../lib/compute/networks/host/network-host.ts'
import type { InterfaceSpec, NetworkSpec } from '../../lib/compute/networks/network-spec.ts'

const run = promisify(execFile)

export interface CallOptions {
  readonly localAddress?: string
  /** After which no answer is `silence`. */
  readonly timeoutMs?: number
}

/** For calls that should get no answer. */
export const soon = { timeoutMs: 500 }

export interface GuestCommands {
  run(file: string, ...args: string[]): Promise<string>
  listenTcp(port: number, name?: string): Promise<string>
  listenUdp(port: number): Promise<string>
  /** What came by UDP so far, a line each: `address: text`. */
  datagrams(): Promise<string>
  /** `<address as the other side sees it> <text>`, or the code of an error, or `silence`. */
  connect(host: string, port: number, text: string, options?: CallOptions): Promise<string>
  /** The same by UDP. */
  send(host: string, port: number, text: string, options?: CallOptions): Promise<string>
}

export interface Guest extends GuestCommands, AsyncDisposable {
  readonly nic: InterfaceSpec
}

/** In the network as applied; has its address and routes, as DHCP would have told it. */
export async function plugGuest(
  host: LocalNetworkHost,
  spec: NetworkSpec,
  nic: InterfaceSpec,
): Promise<Guest> {
  const script = join(import.meta.dirname, 'guest-process.ts')
  const rights = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const child = spawn('unshare', [...rights, '--net', '--', process.execPath, script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await once(child, 'message')
  const inside = async (...command: string[]) => {
    const [file = '', ...args] = [...(await host.entryOf(spec.id)), ...command]
    return await run(file, args)
  }
  const name = deviceNameOf(nic.id)
  await inside('ip', 'link', 'delete', name)
  const peer = ['peer', 'name', 'eth0', 'address', nic.macAddress, 'netns', String(child.pid)]
  await inside('ip', 'link', 'add', name, 'type', 'veth', ...peer)
  // A value that is in force is not applied again, and this was done behind the host's back.
  await host.apply({ ...spec, domainName: 'other.internal' })
  await host.apply(spec)
  const guest = { nic, ...commandsOf(child), [Symbol.asyncDispose]: () => unplug(child) }
  const bits = spec.subnets.find(({ id }) => id === nic.subnetId)?.cidrBlock.split('/')[1]
  const gateway = nic.privateIpAddresses[0]?.replace(/\d+$/, '1') ?? ''
  await guest.run('ip', 'link', 'set', 'lo', 'up')
  await guest.run('ip', 'link', 'set', 'eth0', 'up')
  for (const address of nic.privateIpAddresses) {
    await guest.run('ip', 'address', 'add', `${address}/${bits}`, 'dev', 'eth0')
  }
  await guest.run('ip', 'route', 'add', 'default', 'via', gateway)
  return guest
}

async function unplug(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function commandsOf(child: ChildProcess): GuestCommands {
  let lastId = 0
  const call =
    (name: keyof GuestCommands) =>
    (...args: unknown[]): Promise<string> => {
      const id = ++lastId
      const answer = new Promise<string>((resolve, reject) => {
        const take = (message: { id: number; result?: string; failure?: string }) => {
          if (message.id !== id) return
          child.off('message', take)
          if (message.failure === undefined) resolve(message.result ?? '')
          else reject(new Error(`${name}: ${message.failure}`))
        }
        child.on('message', take)
      })
      child.send({ id, name, args })
      return answer
    }
  return {
    run: call('run'),
    listenTcp: call('listenTcp'),
    listenUdp: call('listenUdp'),
    datagrams: call('datagrams'),
    connect: call('connect'),
    send: call('send'),
  }
}
