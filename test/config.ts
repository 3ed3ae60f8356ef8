import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { ConfigError, loadConfig, settingRows } from '../lib/config.ts'

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'mallee-config-')), 'mallee.json')
  writeFileSync(path, text)
  return path
}

test('without any source every setting has its default', t => {
  const config = loadConfig({}, {})
  t.is(config.data, './data')
  t.is(config.listen, '127.0.0.1:9000')
  t.deepEqual(config.disks, [])
  t.true(config.threads >= 1)
  t.true(config.compute)
})

test('a flag wins over the environment, which wins over the file', t => {
  const path = file('{"region": "from-file", "threads": 3, "listen": "[::1]:9001"}')
  const environment = { MALLEE_REGION: 'from-environment', MALLEE_THREADS: '4', HOME: '/' }
  const config = loadConfig({ config: path, region: 'from-flag' }, environment)
  t.is(config.region, 'from-flag')
  t.is(config.threads, 4)
  t.is(config.listen, '[::1]:9001')
})

test('lists are separated by commas, or are arrays in the file', t => {
  t.deepEqual(loadConfig({ domains: 'a.test,b.test' }, {}).domains, ['a.test', 'b.test'])
  t.deepEqual(loadConfig({ config: file('{"domains": ["c.test"]}') }, {}).domains, ['c.test'])
})

const refused = [
  {
    what: 'an unknown key in the file',
    flags: { config: file('{"regoin": "x"}') },
    says: /unknown key regoin/,
  },
  { what: 'a file that is not JSON', flags: { config: file('region = x') }, says: /cannot read/ },
  { what: 'a file that is not an object', flags: { config: file('[1]') }, says: /one JSON object/ },
  { what: 'an unknown variable', environment: { MALLEE_THREAD: '1' }, says: /MALLEE_THREAD\b/ },
  { what: 'a value of the wrong type', flags: { threads: 'many' }, says: /--threads: threads/ },
  {
    what: 'a value out of range',
    environment: { MALLEE_THREADS: '65' },
    says: /MALLEE_THREADS: threads/,
  },
  { what: 'an address without a port', flags: { listen: 'localhost' }, says: /HOST:PORT/ },
]
for (const { what, flags = {}, environment = {}, says } of refused) {
  test(`${what} is refused with a message that names it`, t => {
    t.throws(() => loadConfig(flags, environment), { instanceOf: ConfigError, message: says })
  })
}

test('every setting is documented and its name is found in flag and variable', t => {
  for (const row of settingRows()) {
    t.true(row.doc.length > 20, row.key)
    t.regex(row.flag, /^--[a-z-]+ /)
    t.regex(row.variable, /^MALLEE_[A-Z_]+$/)
  }
})
