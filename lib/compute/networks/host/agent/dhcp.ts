/**
 * DHCP for machines whose addresses are known beforehand: there is nothing to lease and so nothing
 * to keep. Pure: a message in, a message out. Messages come from guests and may be anything.
 * RFC 2131 (protocol), RFC 2132 (options), RFC 3442 (classless routes).
 */

/** What one machine is told. Addresses are dotted. */
export interface DhcpLease {
  readonly address: string
  readonly prefixBits: number
  readonly gateway: string
  readonly nameServer: string
  readonly hostname: string
  readonly domainName: string
}

export interface DhcpReply {
  readonly message: Buffer
  /** Where it goes, port 68. */
  readonly address: string
}

const headerBytes = 236
const cookie = Buffer.from([99, 130, 83, 99])
const leaseSeconds = 3_600
const metadataRoute = [32, 169, 254, 169, 254]

const option = {
  subnetMask: 1,
  router: 3,
  nameServer: 6,
  hostname: 12,
  domainName: 15,
  requestedAddress: 50,
  leaseSeconds: 51,
  messageType: 53,
  serverId: 54,
  classlessRoutes: 121,
  end: 255,
} as const

const type = { discover: 1, offer: 2, request: 3, acknowledge: 5, refuse: 6, inform: 8 } as const

/** Undefined: no answer is due. `leaseOf`: by hardware address in its usual spelling. */
export function answerDhcp(
  message: Buffer,
  leaseOf: (macAddress: string) => DhcpLease | undefined,
): DhcpReply | undefined {
  if (!isRequest(message)) return undefined
  const lease = leaseOf([...message.subarray(28, 34)].map(toHex).join(':'))
  const options = parseOptions(message.subarray(headerBytes + cookie.length))
  const kind = options.get(option.messageType)?.[0]
  if (lease === undefined || kind === undefined) return undefined
  const server = options.get(option.serverId)
  if (server !== undefined && !server.equals(bytesOf(lease.gateway))) return undefined
  const current = message.subarray(12, 16)
  const hasAddress = current.some(byte => byte !== 0)
  if (kind === type.inform) {
    if (!hasAddress) return undefined
    return { message: reply(message, lease, type.acknowledge, false), address: lease.address }
  }
  if (kind !== type.discover && kind !== type.request) return undefined
  const wanted = hasAddress ? current : options.get(option.requestedAddress)
  const isRefused = kind === type.request && !wanted?.equals(bytesOf(lease.address))
  const isBroadcast = isRefused || (message.readUInt16BE(10) & 0x8000) !== 0
  const answer = isRefused ? type.refuse : kind === type.discover ? type.offer : type.acknowledge
  return {
    message: reply(message, lease, answer, !isRefused),
    address: isBroadcast && !hasAddress ? '255.255.255.255' : lease.address,
  }
}

/** From an Ethernet client, and not through a relay. */
function isRequest(message: Buffer): boolean {
  return (
    message.length > headerBytes + cookie.length &&
    message[0] === 1 &&
    message[1] === 1 &&
    message[2] === 6 &&
    message.readUInt32BE(24) === 0 &&
    message.subarray(headerBytes, headerBytes + cookie.length).equals(cookie)
  )
}

function parseOptions(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const options = new Map<number, Buffer>()
  for (let at = 0; at < bytes.length; ) {
    const code = bytes[at] ?? option.end
    if (code === option.end) break
    const length = code === 0 ? -1 : (bytes[at + 1] ?? 0)
    // Zero is padding, a byte of its own.
    if (code !== 0) options.set(code, bytes.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return options
}

function reply(request: Buffer, lease: DhcpLease, kind: number, hasLease: boolean): Buffer {
  const header = Buffer.alloc(headerBytes)
  request.copy(header, 0, 0, 12)
  header[0] = 2
  // Hops and seconds are the client's.
  header.fill(0, 3, 4).fill(0, 8, 10)
  request.copy(header, 12, 12, 16)
  if (hasLease) header.set(bytesOf(lease.address), 16)
  header.set(bytesOf(lease.gateway), 20)
  request.copy(header, 28, 28, 44)
  const isRefusal = kind === type.refuse
  const message = Buffer.concat([
    header,
    cookie,
    field(option.messageType, [kind]),
    field(option.serverId, bytesOf(lease.gateway)),
    ...(hasLease ? [field(option.leaseSeconds, numberBytes(leaseSeconds))] : []),
    ...(isRefusal ? [] : settings(lease)),
    Buffer.from([option.end]),
  ])
  // Some clients take nothing shorter than BOOTP's message: RFC 1542, 2.1.
  return Buffer.concat([message, Buffer.alloc(Math.max(0, 300 - message.length))])
}

function settings(lease: DhcpLease): Buffer[] {
  const gateway = bytesOf(lease.gateway)
  const mask = numberBytes(2 ** 32 - 2 ** (32 - lease.prefixBits))
  return [
    field(option.subnetMask, mask),
    field(option.router, gateway),
    // Whoever reads this one reads no "router", so the default route is in it, too.
    field(option.classlessRoutes, [...metadataRoute, ...gateway, 0, ...gateway]),
    field(option.nameServer, bytesOf(lease.nameServer)),
    field(option.hostname, Buffer.from(lease.hostname, 'latin1')),
    field(option.domainName, Buffer.from(lease.domainName, 'latin1')),
  ]
}

function field(code: number, value: Uint8Array | readonly number[]): Buffer {
  return Buffer.from([code, value.length, ...value])
}

function bytesOf(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number))
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function toHex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
