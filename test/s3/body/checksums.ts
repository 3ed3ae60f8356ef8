import test from 'ava'
import fc from 'fast-check'
import {
  checksumAlgorithms,
  createChecksums,
  isChecksumValue,
  parseChecksumAlgorithm,
} from '../../../lib/s3/checksums/checksum.ts'
import {
  compositeChecksum,
  fullObjectChecksum,
  type LinearAlgorithm,
} from '../../../lib/s3/checksums/combine.ts'

const checksums = createChecksums()
const linear: readonly LinearAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME']

/** Check values of the catalogue of CRCs (https://reveng.sourceforge.io/crc-catalogue/), and FIPS 180. */
const knownValues = [
  { algorithm: 'CRC32', text: '123456789', hex: 'cbf43926' },
  { algorithm: 'CRC32C', text: '123456789', hex: 'e3069283' },
  { algorithm: 'CRC64NVME', text: '123456789', hex: 'ae8b14860a799888' },
  { algorithm: 'SHA1', text: 'abc', hex: 'a9993e364706816aba3e25717850c26c9cd0d89d' },
  {
    algorithm: 'SHA256',
    text: 'abc',
    hex: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  },
  { algorithm: 'MD5', text: 'abc', hex: '900150983cd24fb0d6963f7d28e17f72' },
  { algorithm: 'XXHASH64', text: 'abc', hex: '44bc2cf5ad770999' },
  { algorithm: 'XXHASH3', text: 'abc', hex: '78af5f94892f3950' },
  { algorithm: 'XXHASH128', text: 'abc', hex: '06b05ab6733a618578af5f94892f3950' },
  { algorithm: 'XXHASH128', text: '', hex: '99aa06d3014798d86001c324468d497f' },
  { algorithm: 'CRC32', text: '', hex: '00000000' },
  { algorithm: 'CRC64NVME', text: '', hex: '0000000000000000' },
] as const

for (const { algorithm, text, hex } of knownValues) {
  test(`${algorithm} of "${text}" is ${hex}`, t => {
    const base64 = checksums.base64(algorithm, Buffer.from(text))
    t.is(Buffer.from(base64, 'base64').toString('hex'), hex)
  })
}

/** Bit by bit, as the definition says. */
function slowCrc64(bytes: Uint8Array): string {
  let crc = 0xffff_ffff_ffff_ffffn
  for (const byte of bytes) {
    crc ^= BigInt(byte)
    for (let i = 0; i < 8; i++) crc = crc & 1n ? (crc >> 1n) ^ 0x9a6c_9329_ac4b_c9b5n : crc >> 1n
  }
  const out = Buffer.alloc(8)
  out.writeBigUInt64BE(crc ^ 0xffff_ffff_ffff_ffffn)
  return out.toString('base64')
}

test('CRC64NVME is what its definition says, for any bytes', t => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      t.is(checksums.base64('CRC64NVME', bytes), slowCrc64(bytes))
    }),
  )
})

for (const size of [65_535, 65_536, 65_537, 131_072, 200_001]) {
  test(`CRC64NVME of ${size} bytes crosses the kernel's buffer rightly`, t => {
    const bytes = Buffer.alloc(size, 'mallee')
    t.is(checksums.base64('CRC64NVME', bytes), slowCrc64(bytes))
  })
}

for (const algorithm of checksumAlgorithms) {
  test(`${algorithm} of pieces is that of the whole, also with others running beside it`, t => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 6 })
    fc.assert(
      fc.property(pieces, parts => {
        const running = checksums.start(algorithm)
        const beside = checksums.start(algorithm)
        for (const part of parts) {
          running.update(part)
          beside.update(Buffer.from('noise'))
        }
        t.is(running.base64(), checksums.base64(algorithm, Buffer.concat(parts)))
      }),
    )
  })
}

test('XXHASH128 of a stream is that of the whole, at every boundary of its stripes and blocks', t => {
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 31) % 251))
  const around = [0, 16, 128, 240, 256, 1024, 2048, 65_536, 131_072, 199_000]
  for (const size of around.flatMap(middle => [middle - 1, middle, middle + 1, middle + 64])) {
    const whole = bytes.subarray(0, Math.max(size, 0))
    const expected = checksums.base64('XXHASH128', whole)
    for (const step of [63, 64, 65, 1000, 70_000]) {
      const running = checksums.start('XXHASH128')
      for (let at = 0; at < whole.length; at += step) running.update(whole.subarray(at, at + step))
      t.is(running.base64(), expected, `${size} bytes, ${step} at a time`)
    }
  }
})

for (const algorithm of linear) {
  test(`the full object's ${algorithm} follows from those of its parts`, t => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(pieces, bodies => {
        const parts = bodies.map(body => ({
          base64: checksums.base64(algorithm, body),
          sizeBytes: body.length,
        }))
        t.is(
          fullObjectChecksum(algorithm, parts),
          checksums.base64(algorithm, Buffer.concat(bodies)),
        )
      }),
    )
  })
}

test('a full object of parts beyond 4 GiB combines: lengths are not cut to 32 bits', t => {
  // 2^33 zero bytes after a head, as one part and as eight: the way there must not matter.
  const zeros = (sizeBytes: number): string => {
    if (sizeBytes <= 1 << 20) return checksums.base64('CRC64NVME', Buffer.alloc(sizeBytes))
    const half = { base64: zeros(sizeBytes / 2), sizeBytes: sizeBytes / 2 }
    return fullObjectChecksum('CRC64NVME', [half, half])
  }
  const head = { base64: checksums.base64('CRC64NVME', Buffer.from('head')), sizeBytes: 4 }
  const large = { base64: zeros(2 ** 33), sizeBytes: 2 ** 33 }
  const eighth = { base64: zeros(2 ** 30), sizeBytes: 2 ** 30 }
  t.is(
    fullObjectChecksum('CRC64NVME', [head, large]),
    fullObjectChecksum('CRC64NVME', [head, ...Array.from({ length: 8 }, () => eighth)]),
  )
})

test('a composite checksum is that of the parts’ checksums with their number', t => {
  const parts = ['one', 'two', 'three'].map(text => checksums.base64('SHA256', Buffer.from(text)))
  const bytes = Buffer.concat(parts.map(part => Buffer.from(part, 'base64')))
  t.is(compositeChecksum(checksums, 'SHA256', parts), `${checksums.base64('SHA256', bytes)}-3`)
})

test('names of algorithms are read in any case, values only in exact base64 of their length', t => {
  t.is(parseChecksumAlgorithm('crc64nvme'), 'CRC64NVME')
  t.is(parseChecksumAlgorithm('SHA3'), undefined)
  t.true(isChecksumValue('CRC32', 'y/Q5Jg=='))
  for (const bad of ['', 'y/Q5Jg', 'y/Q5Jg= =', 'y/Q5JgAA', 'y_Q5Jg==', 'y/Q5Jh==']) {
    t.false(isChecksumValue('CRC32', bad), bad)
  }
})
