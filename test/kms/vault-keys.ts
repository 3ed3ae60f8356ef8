import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { createVaultKeys } from '../../lib/kms/vault-keys.ts'
import { temporaryDirectory } from '../support/temporary.ts'
import { startTransit } from '../support/transit-server.ts'

async function open(timeoutMs = 5000) {
  const transit = await startTransit('secret/transit')
  const directory = temporaryDirectory()
  const tokenFile = join(directory.path, 'token')
  const setToken = (token: string) => writeFileSync(tokenFile, `${token}\n`)
  setToken(transit.token)
  const settings = { url: transit.url, mount: 'secret/transit', keyPrefix: 'mallee-' }
  return {
    transit,
    setToken,
    keys: createVaultKeys({ ...settings, tokenFile, timeoutMs }),
    async [Symbol.asyncDispose]() {
      directory[Symbol.dispose]()
      await transit[Symbol.asyncDispose]()
    },
  }
}

test('keys are made under their prefix at the mount that is named', async t => {
  await using vault = await open()
  await vault.keys.create('a')
  t.deepEqual(vault.transit.keyNames(), ['mallee-a'])
  t.deepEqual(vault.transit.requests, ['POST keys/mallee-a'])
})

test('what passes by itself is tried again, but not for ever', async t => {
  await using vault = await open()
  vault.transit.fail(503, 2)
  await vault.keys.create('a')
  vault.transit.fail(503, 3)
  await t.throwsAsync(vault.keys.encrypt('a', Buffer.from('x'), ''), { code: 'store-failed' })
  t.is(vault.transit.requests.length, 6)
})

test('a token that was replaced is read again', async t => {
  await using vault = await open()
  await vault.keys.create('a')
  vault.transit.token = 'second-token'
  vault.setToken('second-token')
  t.regex(await vault.keys.encrypt('a', Buffer.from('x'), ''), /^vault:v1:/)
})

test('a token that stays wrong is a failure of the store, whose message has no secret', async t => {
  await using vault = await open()
  vault.setToken('wrong-token')
  const error = await t.throwsAsync(vault.keys.create('a'), { code: 'store-failed' })
  t.false(error?.message.includes('wrong-token'))
})

test('a Vault that does not answer is given up after a time', async t => {
  await using vault = await open(50)
  vault.transit.isSilent = true
  await t.throwsAsync(vault.keys.create('a'), { code: 'store-failed' })
})
