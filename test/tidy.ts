/**
 * The house rules that a machine can check: who may import whom, sizes, words that stay out.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import test from 'ava'

const storageContract = 'storage\\/(storage|open)\\.ts$'

/** A file may import, of our own files, only what the pattern of its folder allows; first match counts. */
const mayImport: readonly (readonly [folder: string, allowed: RegExp])[] = [
  ['storage/', /^storage\//],
  ['lib/http/', /^lib\/(http\/|clock\.ts$)/],
  ['lib/auth/', /^lib\/auth\//],
  ['lib/iam/', new RegExp(`^(lib/((iam|auth)/|clock\\.ts$)|${storageContract})`)],
  ['lib/kms/', new RegExp(`^(lib/((kms|http|auth|iam)/|clock\\.ts$)|${storageContract})`)],
  [
    'lib/s3/',
    new RegExp(
      `^(lib/(s3|http|auth|iam|kms)/|lib/(clock|log|module-file)\\.ts$|${storageContract})`,
    ),
  ],
  [
    'lib/compute/',
    new RegExp(`^(lib/compute/|lib/(clock|log|module-file)\\.ts$|${storageContract})`),
  ],
  ['lib/ec2/', /^lib\/((ec2|http|auth|iam|compute)\/|(clock|log)\.ts$)/],
  ['lib/sts/', /^lib\/((sts|ec2|http|auth|iam)\/|(clock|log)\.ts$)/],
  ['lib/cloudwatch/', /^lib\/((cloudwatch|ec2|http|auth|iam|compute)\/|(clock|log)\.ts$)/],
  ['lib/console/', /^lib\/((console|ec2|http|auth|iam|compute)\/|(clock|log)\.ts$)/],
  ['lib/admin/', /^lib\/((admin|http|auth|iam)\/|(clock|log)\.ts$)/],
  [
    'lib/hooks/',
    new RegExp(
      `^lib/((hooks|admin|http|auth|iam|compute|s3)/|(clock|log)\\.ts$)|^${storageContract}`,
    ),
  ],
  // The folders below put the parts together.
  ['lib/threads/', new RegExp(`^(lib/(?!main|commands)|${storageContract})`)],
  ['lib/commands/', new RegExp(`^(lib/(?!main)|${storageContract})`)],
  ['lib/', /^lib\//],
  ['test/', /^(test|lib|storage|bench|docs)\//],
  ['bench/', /^(bench|lib|storage|test\/support)\//],
  ['docs/', /^(docs|lib)\//],
]

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean)
const sources = tracked.filter(file => file.endsWith('.ts'))
const read = (file: string) => readFileSync(file, 'utf8')

/** `from './x'`, `import './x'`, `import('./x')` */
const relativeImport = /\b(?:from|import)\b\s*\(?\s*'(\.[^']+)'/g

test('every file imports only what its layer allows', t => {
  const wrong: string[] = []
  for (const file of sources) {
    const allowed = mayImport.find(([folder]) => file.startsWith(folder))?.[1]
    if (!allowed) wrong.push(`${file} is in no known layer`)
    for (const [, path = ''] of read(file).matchAll(relativeImport)) {
      const target = normalize(join(dirname(file), path))
      if (allowed && !allowed.test(target)) wrong.push(`${file} imports ${target}`)
    }
  }
  t.deepEqual(wrong, [])
})

test('storage knows nothing of HTTP, XML or AWS', t => {
  const words = /\b(http|xml|aws|s3|koa)\b/i
  const wrong = sources
    .filter(file => file.startsWith('storage/'))
    .flatMap(file =>
      [...read(file).matchAll(/from '([^'.][^']*)'/g)].map(([, name]) => ({ file, name })),
    )
    .filter(({ name }) => words.test(name ?? ''))
  t.deepEqual(wrong, [])
})

const linesMax = 500

test(`no source file has more than ${linesMax} lines`, t => {
  const long = sources
    .filter(file => !file.includes('.generated.'))
    .filter(file => read(file).split('\n').length > linesMax)
  t.deepEqual(long, [])
})

test('only the entry points read the environment', t => {
  const wrong = sources
    .filter(file => /^(lib|storage)\//.test(file) && file !== 'lib/main.ts')
    .filter(file => /process\.env\b/.test(read(file).replaceAll(/(\/\*[\s\S]*?\*\/|\/\/.*)/g, '')))
  t.deepEqual(wrong, [])
})

test('nothing is left to do later without saying so in the documentation', t => {
  const markers = new RegExp(
    `\\b(${['FIX', 'ME'].join('')}|${['TO', 'DO'].join('')}|${['X', 'XX'].join('')})\\b`,
  )
  t.deepEqual(
    sources.filter(file => markers.test(read(file))),
    [],
  )
})

test('no lock file or document names a registry host', t => {
  const hosts = /registry\.npmjs|pypi\.org|proxy\.golang|crates\.io/
  const texts = tracked.filter(file => /\.(md|json|npmrc)$|package-lock/.test(file))
  t.deepEqual(
    texts.filter(file => hosts.test(read(file))),
    [],
  )
})
