import type { Socket } from 'node:net'
import {
  encodeOptionReply,
  greetingMagic,
  handshakeFlag,
  infoType,
  option,
  optionHeaderBytes,
  optionMagic,
  optionReply,
} from './protocol.ts'
import type { SocketInput } from './socket-input.ts'

/** An option's data is an export name and a few numbers; the protocol's own limit for names is this. */
const optionDataBytesMax = 4096
/** A client needs about five; one that never decides is let go. */
const optionCountMax = 32

export interface ExportFacts {
  readonly sizeBytes: number
  readonly requestBytesMax: number
  /** Of `transmissionFlag`. */
  readonly flags: number
}

/**
 * The newstyle handshake. The server has one export, whose name is empty. True when the client has
 * chosen it and requests follow; false when it has gone, gave up or broke the protocol.
 */
export async function negotiate(
  socket: Socket,
  input: SocketInput,
  facts: ExportFacts,
): Promise<boolean> {
  const greeting = Buffer.alloc(18)
  greeting.writeBigUInt64BE(greetingMagic, 0)
  greeting.writeBigUInt64BE(optionMagic, 8)
  greeting.writeUInt16BE(handshakeFlag.fixedNewstyle | handshakeFlag.noZeroes, 16)
  socket.write(greeting)

  const clientFlags = (await input.take(4))?.readUInt32BE(0)
  if (clientFlags === undefined) return false
  if ((clientFlags & handshakeFlag.fixedNewstyle) === 0 || clientFlags > 3) return false

  for (let count = 0; count < optionCountMax; count++) {
    const header = await input.take(optionHeaderBytes)
    if (header === undefined || header.readBigUInt64BE(0) !== optionMagic) return false
    const id = header.readUInt32BE(8)
    const lengthBytes = header.readUInt32BE(12)
    if (lengthBytes > optionDataBytesMax) return false
    const data = await input.take(lengthBytes)
    if (data === undefined) return false

    if (id === option.exportName) {
      if (data.length > 0) return false
      socket.write(encodeExport(facts, (clientFlags & handshakeFlag.noZeroes) !== 0))
      return true
    }
    const outcome = answerOption(socket, { id, data }, facts)
    if (outcome !== 'next') return outcome === 'chosen'
  }
  return false
}

function answerOption(
  socket: Socket,
  { id, data }: { readonly id: number; readonly data: Buffer },
  facts: ExportFacts,
): 'next' | 'chosen' | 'over' {
  switch (id) {
    case option.abort:
      socket.write(encodeOptionReply(id, optionReply.acknowledge))
      return 'over'
    case option.list:
      // One server entry: the length of the name, which is empty.
      socket.write(encodeOptionReply(id, optionReply.server, Buffer.alloc(4)))
      socket.write(encodeOptionReply(id, optionReply.acknowledge))
      return 'next'
    case option.info:
    case option.go: {
      const refusal = checkInfoRequest(data)
      if (refusal !== undefined) {
        socket.write(encodeOptionReply(id, refusal))
        return 'next'
      }
      socket.write(encodeOptionReply(id, optionReply.info, encodeExportInfo(facts)))
      socket.write(encodeOptionReply(id, optionReply.info, encodeBlockSizeInfo(facts)))
      socket.write(encodeOptionReply(id, optionReply.acknowledge))
      return id === option.go ? 'chosen' : 'next'
    }
    default:
      socket.write(encodeOptionReply(id, optionReply.unsupported))
      return 'next'
  }
}

/** nameLength:32 name infoCount:16 info:16…; undefined if the request is for our export. */
function checkInfoRequest(data: Buffer): number | undefined {
  if (data.length < 6) return optionReply.invalid
  const nameBytes = data.readUInt32BE(0)
  if (nameBytes > data.length - 6) return optionReply.invalid
  const infoCount = data.readUInt16BE(4 + nameBytes)
  if (data.length !== 6 + nameBytes + infoCount * 2) return optionReply.invalid
  return nameBytes === 0 ? undefined : optionReply.unknownExport
}

function encodeExportInfo({ sizeBytes, flags }: ExportFacts): Buffer {
  const info = Buffer.alloc(12)
  info.writeUInt16BE(infoType.export, 0)
  info.writeBigUInt64BE(BigInt(sizeBytes), 2)
  info.writeUInt16BE(flags, 10)
  return info
}

/** Minimum 1 because an object may end anywhere; preferred is a page of the guest. */
function encodeBlockSizeInfo({ requestBytesMax }: ExportFacts): Buffer {
  const info = Buffer.alloc(14)
  info.writeUInt16BE(infoType.blockSize, 0)
  info.writeUInt32BE(1, 2)
  info.writeUInt32BE(4096, 6)
  info.writeUInt32BE(requestBytesMax, 10)
  return info
}

/** The answer to the old NBD_OPT_EXPORT_NAME: no reply header, and zeroes unless waived. */
function encodeExport({ sizeBytes, flags }: ExportFacts, isWithoutZeroes: boolean): Buffer {
  const answer = Buffer.alloc(isWithoutZeroes ? 10 : 134)
  answer.writeBigUInt64BE(BigInt(sizeBytes), 0)
  answer.writeUInt16BE(flags, 8)
  return answer
}
