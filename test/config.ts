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

test('a pattern of disks stands for one directory each', t => {
  const disksOf = (disks: string) => loadConfig({ disks }, {}).disks
  t.deepEqual(disksOf('/a/{9...11},/b'), ['/a/9', '/a/10', '/a/11', '/b'])
  t.deepEqual(disksOf('/{1...2}/d{08...09}'), ['/1/d08', '/1/d09', '/2/d08', '/2/d09'])
  t.is(disksOf('/d{1...64}').length, 64)
})

test('redundancy is K+M, or left to the number of disks', t => {
  t.is(loadConfig({}, {}).redundancy, undefined)
  t.deepEqual(loadConfig({ redundancy: '6+3' }, {}).redundancy, { dataCount: 6, parityCount: 3 })
})

const refused = [
  { what: 'more than 64 disks', flags: { disks: '/d{1...65}' }, says: /at most 64 directories/ },
  { what: 'a huge pattern', flags: { disks: '/d{1...9999}{1...9999}' }, says: /at most 64/ },
  { what: 'a pattern with two dots', flags: { disks: '/d{1..4}' }, says: /a pattern is like/ },
  { what: 'redundancy of nothing', flags: { redundancy: '0+2' }, says: /must be K\+M/ },
  { what: 'redundancy for too many', flags: { redundancy: '14+3' }, says: /at most 16/ },
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
    t.regex(row.flag, /^--[a-z-]+( |$)/)
    t.regex(row.variable, /^MALLEE_[A-Z_]+$/)
  }
})
