/**
 * The numbers of the NBD protocol that an export of ours needs: fixed newstyle negotiation and simple
 * replies. https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md
 *
 *   greeting  S: NBDMAGIC IHAVEOPT flags:16          C: flags:32
 *   option    C: IHAVEOPT option:32 length:32 data   S: optionReplyMagic option:32 reply:32 length:32 data
 *   request   C: requestMagic flags:16 command:16 cookie:64 offset:64 length:32
 *   reply     S: simpleReplyMagic error:32 cookie:64 data
 */

export const greetingMagic = 0x4e42444d41474943n // "NBDMAGIC"
export const optionMagic = 0x49484156454f5054n // "IHAVEOPT"
export const optionReplyMagic = 0x3e889045565a9n
export const requestMagic = 0x25609513
export const simpleReplyMagic = 0x67446698

export const requestHeaderBytes = 28
export const optionHeaderBytes = 16

export const handshakeFlag = { fixedNewstyle: 1, noZeroes: 2 } as const

export const option = { exportName: 1, abort: 2, list: 3, info: 6, go: 7 } as const

export const optionReply = {
  acknowledge: 1,
  server: 2,
  info: 3,
  unsupported: 0x80000001,
  invalid: 0x80000003,
  unknownExport: 0x80000006,
} as const

export const infoType = { export: 0, blockSize: 3 } as const

export const transmissionFlag = {
  hasFlags: 1 << 0,
  readOnly: 1 << 1,
  sendFlush: 1 << 2,
  sendForcedUnitAccess: 1 << 3,
  sendTrim: 1 << 5,
  sendWriteZeroes: 1 << 6,
  canMultiConnect: 1 << 8,
} as const

/** Several connections are safe: all of them share one device, and a flush of one is one of all. */
export function flagsOf({ isWritable }: { readonly isWritable: boolean }): number {
  const always =
    transmissionFlag.hasFlags | transmissionFlag.sendFlush | transmissionFlag.canMultiConnect
  if (!isWritable) return always | transmissionFlag.readOnly
  return (
    always |
    transmissionFlag.sendForcedUnitAccess |
    transmissionFlag.sendTrim |
    transmissionFlag.sendWriteZeroes
  )
}

export const command = {
  read: 0,
  write: 1,
  disconnect: 2,
  flush: 3,
  trim: 4,
  writeZeroes: 6,
} as const

/** With it a write is durable before it is answered. */
export const forcedUnitAccess: number = 1 << 0

export const errorNumber = {
  none: 0,
  notPermitted: 1,
  inputOutput: 5,
  invalid: 22,
  noSpace: 28,
} as const

export interface Request {
  readonly flags: number
  readonly command: number
  readonly cookie: bigint
  readonly offset: bigint
  readonly lengthBytes: number
}

/** Undefined if the bytes are no request: the stream has lost its frame and cannot go on. */
export function decodeRequest(header: Buffer): Request | undefined {
  if (header.readUInt32BE(0) !== requestMagic) return undefined
  return {
    flags: header.readUInt16BE(4),
    command: header.readUInt16BE(6),
    cookie: header.readBigUInt64BE(8),
    offset: header.readBigUInt64BE(16),
    lengthBytes: header.readUInt32BE(24),
  }
}

export function encodeReply(cookie: bigint, error: number): Buffer {
  const reply = Buffer.allocUnsafe(16)
  reply.writeUInt32BE(simpleReplyMagic, 0)
  reply.writeUInt32BE(error, 4)
  reply.writeBigUInt64BE(cookie, 8)
  return reply
}

export function encodeOptionReply(
  optionId: number,
  reply: number,
  data: Buffer = Buffer.alloc(0),
): Buffer {
  const header = Buffer.allocUnsafe(20)
  header.writeBigUInt64BE(optionReplyMagic, 0)
  header.writeUInt32BE(optionId, 8)
  header.writeUInt32BE(reply, 12)
  header.writeUInt32BE(data.length, 16)
  return Buffer.concat([header, data])
}
