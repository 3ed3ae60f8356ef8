/**
 * The name server of one network: it knows the private host names of the network's machines and
 * nothing else, and asks nobody. Pure: a message in, a message out. Messages come from guests and
 * may be anything. RFC 1035.
 */

export interface DnsZone {
  /** `ec2.internal` or `<region>.compute.internal`. */
  readonly domainName: string
  addressOf(hostname: string): string | undefined
  hostnameOf(address: string): string | undefined
}

const headerBytes = 12
const nameBytesMax = 255
const recordSeconds = 60
const recordType = { a: 1, ptr: 12, any: 255 } as const
const code = { noError: 0, formatError: 1, nameError: 3, notImplemented: 4, refused: 5 } as const

interface Question {
  /** In lower case. */
  readonly name: string
  readonly type: number
  /** As it was asked. */
  readonly bytes: Buffer
}

interface Answer {
  readonly code: number
  readonly type: number
  readonly value?: Buffer
}

/** Undefined: this is no question. */
export function answerDns(message: Buffer, zone: DnsZone): Buffer | undefined {
  if (message.length < headerBytes || message.length > 512) return undefined
  const flags = message.readUInt16BE(2)
  if ((flags & 0x8000) !== 0) return undefined
  const isQuery = (flags & 0x7800) === 0
  const question = message.readUInt16BE(4) === 1 ? parseQuestion(message) : undefined
  if (question === undefined) return respond(message, { code: code.formatError, type: 0 })
  if (!isQuery) return respond(message, { code: code.notImplemented, type: 0 }, question)
  return respond(message, lookUp(question, zone), question)
}

function parseQuestion(message: Buffer): Question | undefined {
  const labels: string[] = []
  let at = headerBytes
  for (;;) {
    const length = message[at]
    // A pointer has nothing to point back to in the first name.
    if (length === undefined || length > 63 || at - headerBytes > nameBytesMax) return undefined
    at += 1 + length
    if (length === 0) break
    labels.push(message.toString('latin1', at - length, at))
  }
  if (at + 4 > message.length) return undefined
  const bytes = message.subarray(headerBytes, at + 4)
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at), bytes }
}

function lookUp({ name, type }: Question, zone: DnsZone): Answer {
  const reverse = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/.exec(name)
  if (reverse !== null) {
    const hostname = zone.hostnameOf(reverse.slice(1).reverse().join('.'))
    const value = hostname && nameBytes(`${hostname}.${zone.domainName}`)
    return found(type, recordType.ptr, value || undefined)
  }
  const suffix = `.${zone.domainName}`
  // Nobody is asked beyond: the network has no way out.
  if (name !== zone.domainName && !name.endsWith(suffix)) return { code: code.refused, type }
  if (name === zone.domainName) return { code: code.noError, type }
  const address = zone.addressOf(name.slice(0, -suffix.length))
  return found(type, recordType.a, address && Buffer.from(address.split('.').map(Number)))
}

/** A name that is there, but has nothing of the type asked for, is no error. */
function found(asked: number, type: number, value: Buffer | '' | undefined): Answer {
  if (!value) return { code: code.nameError, type }
  const isAsked = asked === type || asked === recordType.any
  return { code: code.noError, type, ...(isAsked && { value }) }
}

function respond(request: Buffer, answer: Answer, question?: Question): Buffer {
  const header = Buffer.alloc(headerBytes)
  request.copy(header, 0, 0, 2)
  const isRecursionDesired = request.readUInt16BE(2) & 0x0100
  // A response, with authority; recursion is said to be there, for some clients ask no other server.
  header.writeUInt16BE(0x8480 | isRecursionDesired | answer.code, 2)
  header.writeUInt16BE(question === undefined ? 0 : 1, 4)
  if (question === undefined || answer.value === undefined) {
    return Buffer.concat([header, ...(question === undefined ? [] : [question.bytes])])
  }
  header.writeUInt16BE(1, 6)
  const record = Buffer.alloc(12)
  record.writeUInt16BE(0xc000 | headerBytes, 0)
  record.writeUInt16BE(answer.type, 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt32BE(recordSeconds, 6)
  record.writeUInt16BE(answer.value.length, 10)
  return Buffer.concat([header, question.bytes, record, answer.value])
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').map(label => Buffer.from(label, 'latin1'))
  return Buffer.concat([
    ...labels.flatMap(label => [Buffer.from([label.length]), label]),
    Buffer.alloc(1),
  ])
}
