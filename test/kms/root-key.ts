import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { fingerprintOf, openRootKey, RootKeyError } from '../../lib/kms/root-key.ts'
import { temporaryDirectory } from '../support/temporary.ts'

function setUp() {
  const directory = temporaryDirectory()
  const file = join(directory.path, 'keys', 'root.json')
  const disk = join(directory.path, 'disk')
  mkdirSync(disk)
  return {
    file,
    disk,
    path: directory.path,
    open: (options: Partial<Parameters<typeof openRootKey>[0]> = {}) =>
      openRootKey({
        file,
        passphrase: undefined,
        disks: [disk],
        fingerprint: undefined,
        random: randomBytes,
        ...options,
      }),
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  }
}

test('the first start makes a key that only its owner may read, and later ones read it', t => {
  using place = setUp()
  const key = place.open()
  t.is(key.length, 32)
  t.is(statSync(place.file).mode & 0o777, 0o600)
  t.is(statSync(join(place.file, '..')).mode & 0o777, 0o700)
  t.deepEqual(Buffer.from(place.open({ fingerprint: fingerprintOf(key) })), Buffer.from(key))
})

test('a key file that is missing is an error once something is encrypted, and no new key is made', t => {
  using place = setUp()
  const fingerprint = fingerprintOf(randomBytes(32))
  const missing = () => place.open({ fingerprint })
  t.regex(t.throws(missing, { instanceOf: RootKeyError }).message, /root key file .* is missing/)
  t.throws(missing, { instanceOf: RootKeyError })
})

test('the key of another deployment is refused', t => {
  using place = setUp()
  place.open()
  const fingerprint = fingerprintOf(randomBytes(32))
  t.throws(() => place.open({ fingerprint }), { message: /another deployment/ })
})

test('a key file on a disk of objects is refused, by whatever way it leads there', t => {
  using place = setUp()
  t.throws(() => place.open({ file: join(place.disk, 'root.json') }), {
    message: /lie on the disk/,
  })
  t.throws(() => place.open({ disks: [place.path] }), { message: /lie on the disk/ })
  const link = join(place.path, 'link')
  symlinkSync(place.disk, link)
  t.throws(() => place.open({ file: join(link, 'keys', 'root.json') }), { message: /on the disk/ })
  t.notThrows(() => place.open({ disks: [`${place.path}-other`] }))
})

test('a passphrase wraps the key, one that lay in the clear too, and nothing else opens it', t => {
  using place = setUp()
  const key = place.open()
  const passphrase = 'a long enough passphrase'
  t.deepEqual(Buffer.from(place.open({ passphrase })), Buffer.from(key))
  const stored = readFileSync(place.file, 'utf8')
  t.false(stored.includes(Buffer.from(key).toString('base64')))
  t.deepEqual(Buffer.from(place.open({ passphrase })), Buffer.from(key))
  t.throws(() => place.open({ passphrase: 'another passphrase' }), { message: /does not open/ })
  t.throws(() => place.open(), { message: /needs its passphrase/ })
})

for (const text of ['', '{}', '[]', '{"format":2}', '{"format":1}', '{"format":1,"key":"AAAA"}']) {
  test(`a root key file of ${text === '' ? 'nothing' : text} is refused`, t => {
    using place = setUp()
    place.open()
    writeFileSync(place.file, text)
    t.throws(() => place.open(), { instanceOf: RootKeyError })
  })
}
