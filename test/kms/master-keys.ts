/** What every store of master keys promises, held against each of them. */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { systemClock } from '../../lib/clock.ts'
import { createBuiltInKeys } from '../../lib/kms/built-in-keys.ts'
import type { MasterKeys } from '../../lib/kms/master-keys.ts'
import { createVaultKeys } from '../../lib/kms/vault-keys.ts'
import { openMemoryStorage } from '../../storage/open.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { startTransit } from '../support/transit-server.ts'

interface OpenStore extends AsyncDisposable {
  readonly keys: MasterKeys
}

async function openBuiltIn(): Promise<OpenStore> {
  const storage = await openMemoryStorage({ clock: systemClock })
  const rootKey = randomBytes(32)
  const keys = createBuiltInKeys({ storage, rootKey, random: randomBytes, clock: systemClock })
  return { keys, [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose]() }
}

async function openVault(): Promise<OpenStore> {
  const transit = await startTransit()
  const directory = temporaryDirectory()
  const tokenFile = join(directory.path, 'token')
  writeFileSync(tokenFile, `${transit.token}\n`)
  const settings = { url: transit.url, mount: 'transit', keyPrefix: 'm-', timeoutMs: 5000 }
  return {
    keys: createVaultKeys({ ...settings, tokenFile }),
    async [Symbol.asyncDispose]() {
      directory[Symbol.dispose]()
      await transit[Symbol.asyncDispose]()
    },
  }
}

const stores = { 'built-in': openBuiltIn, vault: openVault }
for (const [name, openStore] of Object.entries(stores)) {
  test(`${name}: what was encrypted is decrypted, in its context and no other`, async t => {
    await using store = await openStore()
    const { keys } = store
    await keys.create('a')
    await keys.create('b')
    const secret = randomBytes(32)
    const ciphertext = await keys.encrypt('a', secret, 'context')
    t.deepEqual(Buffer.from(await keys.decrypt('a', ciphertext, 'context')), secret)
    const invalid = { code: 'ciphertext-invalid' }
    await t.throwsAsync(keys.decrypt('a', ciphertext, 'other'), invalid)
    await t.throwsAsync(keys.decrypt('b', ciphertext, 'context'), invalid)
    const damaged = `${ciphertext.slice(0, -6)}${ciphertext.endsWith('AAAA==') ? 'BBBB==' : 'AAAA=='}`
    await t.throwsAsync(keys.decrypt('a', damaged, 'context'), invalid)
    t.not(await keys.encrypt('a', secret, 'context'), ciphertext)
  })

  test(`${name}: old versions stay readable after a rotation, and new ones encrypt`, async t => {
    await using store = await openStore()
    const { keys } = store
    await keys.create('a')
    const old = await keys.encrypt('a', Buffer.from('old'), '')
    t.true(await keys.isCurrent('a', old))
    await keys.rotate('a')
    t.false(await keys.isCurrent('a', old))
    const current = await keys.encrypt('a', Buffer.from('new'), '')
    t.true(await keys.isCurrent('a', current))
    t.is(Buffer.from(await keys.decrypt('a', old, '')).toString(), 'old')
    t.is(Buffer.from(await keys.decrypt('a', current, '')).toString(), 'new')
  })

  test(`${name}: making a key again leaves it alone, and a removed one decrypts nothing`, async t => {
    await using store = await openStore()
    const { keys } = store
    await keys.create('a')
    const ciphertext = await keys.encrypt('a', Buffer.from('text'), '')
    await keys.create('a')
    t.is(Buffer.from(await keys.decrypt('a', ciphertext, '')).toString(), 'text')
    await keys.remove('a')
    await keys.remove('a')
    await t.throwsAsync(keys.decrypt('a', ciphertext, ''))
    await t.throwsAsync(keys.rotate('a'), { code: 'key-missing' })
  })
}

test('another root key opens no master key', async t => {
  await using storage = await openMemoryStorage({ clock: systemClock })
  const open = (rootKey: Uint8Array) =>
    createBuiltInKeys({ storage, rootKey, random: randomBytes, clock: systemClock })
  const keys = open(randomBytes(32))
  await keys.create('a')
  const ciphertext = await keys.encrypt('a', Buffer.from('text'), '')
  await t.throwsAsync(open(randomBytes(32)).decrypt('a', ciphertext, ''), { code: 'store-failed' })
})
