/**
 * Makes a checked specification so, in the namespace that this process is in: by `nft`, `ip` and
 * `bridge`, and by what is under /proc/sys/net, which is the namespace's own.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { deviceNameOf } from '../../device-name.ts'
import type { InterfaceCounters, NetworkSpec } from '../../network-spec.ts'
import { bridgeName, metadataAddress, nameServerAddress } from '../layout.ts'
import { type ObservedLinks, planLinks } from './links.ts'
import { rulesetOf } from './ruleset.ts'

const commandTimeoutMs = 20_000

/** The addresses that every network has, so that they can be listened on before it is told more. */
export async function prepareNamespace(): Promise<void> {
  await runBatch('ip', [
    'link set dev lo up',
    ...[metadataAddress, nameServerAddress].map(address => `address replace ${address}/32 dev lo`),
  ])
}

/** Rules first: what they do not know does not pass. */
export async function applyToKernel(spec: NetworkSpec): Promise<void> {
  await setAll(beforeBridge)
  await run('nft', ['-f', '-'], rulesetOf(spec))
  const { devices, ports, start } = planLinks(spec, await observeLinks())
  await runBatch('ip', devices)
  await setAll(ofBridge)
  await runBatch('bridge', ports)
  await runBatch('ip', start)
}

async function runBatch(command: string, lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await run(command, ['-batch', '-'], lines.join('\n'))
}

/**
 * No IPv6 at all: nothing here filters it. And the rules of routed packets see no frames that the
 * bridge passes, which some kernels show them: a changed destination would be reached past the router.
 */
const beforeBridge = {
  'bridge/bridge-nf-call-iptables': 0,
  'bridge/bridge-nf-call-ip6tables': 0,
  'bridge/bridge-nf-call-arptables': 0,
  'ipv6/conf/all/disable_ipv6': 1,
  'ipv6/conf/default/disable_ipv6': 1,
  'ipv4/ip_forward': 1,
  'ipv4/conf/all/accept_redirects': 0,
  'ipv4/conf/all/send_redirects': 0,
  'ipv4/conf/default/send_redirects': 0,
}

/** Machines ask each other for their hardware addresses, and the router answers with its own. */
const ofBridge = {
  [`ipv4/conf/${bridgeName}/proxy_arp_pvlan`]: 1,
  [`ipv4/conf/${bridgeName}/send_redirects`]: 0,
}

async function setAll(values: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    try {
      await writeFile(`/proc/sys/net/${name}`, String(value))
    } catch (error) {
      // A kernel without it has nothing to switch off.
      if (!/^(?:ipv6|bridge)\//.test(name)) throw error
    }
  }
}

export async function observeLinks(): Promise<ObservedLinks> {
  const links = await list('ip', ['-json', 'link', 'show'])
  const names = links.map(link => String(link.ifname))
  const isThere = names.includes(bridgeName)
  const addresses = isThere ? await list('ip', ['-json', 'address', 'show', 'dev', bridgeName]) : []
  const of = ['dev', bridgeName, 'nud', 'permanent']
  const neighbours = isThere ? await list('ip', ['-4', '-json', 'neighbour', 'show', ...of]) : []
  return {
    devices: new Set(names),
    ports: new Set(
      links
        .filter(({ master, flags }) => master === bridgeName && includes(flags, 'UP'))
        .map(link => String(link.ifname)),
    ),
    bridgeAddresses: new Set(
      addresses
        .flatMap(({ addr_info }) => (Array.isArray(addr_info) ? addr_info : []))
        .filter(({ family }) => family === 'inet')
        .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    ),
    neighbours: new Map(neighbours.map(({ dst, lladdr }) => [String(dst), String(lladdr)])),
  }
}

/** Whether any machine holds the other end of its device. */
export async function isInUse(): Promise<boolean> {
  const links = await list('ip', ['-json', 'link', 'show', 'master', bridgeName])
  return links.some(({ flags }) => !includes(flags, 'NO-CARRIER'))
}

function includes(flags: unknown, flag: string): boolean {
  return Array.isArray(flags) && flags.includes(flag)
}

/** By interface id. What a device received is what its machine sent. */
export async function readCounters(
  spec: NetworkSpec,
): Promise<Readonly<Record<string, InterfaceCounters>>> {
  const lines = (await readFile('/proc/self/net/dev', 'latin1')).split('\n')
  const figures = new Map(
    lines.map(line => {
      const [name = '', rest = ''] = line.split(':', 2)
      return [name.trim(), rest.trim().split(/\s+/).map(Number)]
    }),
  )
  return Object.fromEntries(
    spec.interfaces.map(({ id }) => {
      const [sentBytes = 0, sentPackets = 0, , , , , , , receivedBytes = 0, receivedPackets = 0] =
        figures.get(deviceNameOf(id)) ?? []
      return [id, { receivedBytes, receivedPackets, sentBytes, sentPackets }]
    }),
  )
}

async function list(command: string, args: readonly string[]): Promise<Record<string, unknown>[]> {
  const output = await run(command, args)
  const parsed: unknown = output.trim() === '' ? [] : JSON.parse(output)
  if (!Array.isArray(parsed)) throw new Error(`${command} gave no list`)
  return parsed
}

/** What it said; rejects with its complaint. Commands are looked for where PATH, which is ours, says. */
async function run(command: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(command, args, { timeout: commandTimeoutMs, killSignal: 'SIGKILL' })
  // A command that ends before it has read everything says why by its status.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const [output, complaint, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (status === 0) return output
  throw new Error(`${command} failed (${status}): ${complaint.trim().slice(0, 2_000)}`)
}
