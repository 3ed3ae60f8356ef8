/** `mallee serve` and `mallee admin` as a person meets them: real processes, their output, their exit. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import test from 'ava'
import { projectDirectory } from '../support/mallee-process.ts'
import { temporaryDirectory } from '../support/temporary.ts'

const launcher = join(projectDirectory, 'lib', 'launcher.js')

interface Run {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  readonly exited: Promise<number | null>
}

function run(args: readonly string[], environment: Record<string, string> = {}, cwd?: string): Run {
  const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...environment }
  const child = spawn(process.execPath, [launcher, ...args], { env, ...(cwd && { cwd }) })
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', text => (out += text))
  child.stderr?.setEncoding('utf8').on('data', text => (err += text))
  const exited = once(child, 'close').then(([code]) => code)
  return { child, out: () => out, err: () => err, exited }
}

async function serve(directory: string, args: readonly string[] = []) {
  const server = run(
    ['serve', '--listen', '127.0.0.1:0', '--threads', '2', '--compute', 'off', ...args],
    {},
    directory,
  )
  const isServing = () => /serves S3, EC2 and STS on (\S+)\n/.exec(server.out())?.[1]
  while (!isServing()) {
    await Promise.race([once(server.child.stdout ?? server.child, 'data'), server.exited])
    if (server.child.exitCode !== null) throw new Error(`it ended: ${server.err()}`)
  }
  return {
    ...server,
    url: isServing() ?? '',
    async stop() {
      server.child.kill('SIGTERM')
      return await server.exited
    },
    async [Symbol.asyncDispose]() {
      server.child.kill('SIGKILL')
      await server.exited
    },
  }
}

test('the first start prints credentials that work, later ones do not print them', async t => {
  using directory = temporaryDirectory()
  const first = await serve(directory.path)
  const variables = Object.fromEntries(
    [...first.out().matchAll(/\b(AWS_\w+)=(\S+)/g)].map(([, name, value]) => [name, value ?? '']),
  )
  t.regex(variables.AWS_ACCESS_KEY_ID ?? '', /^AKIA[A-Z2-7]{16}$/)
  t.is(variables.AWS_ENDPOINT_URL, first.url)
  const created = run(
    ['admin', 'account', 'create', 'ann', '--email', 'ann@x.test', '--json'],
    variables,
  )
  t.is(await created.exited, 0, created.err())
  const account = JSON.parse(created.out())
  t.regex(account.accountId, /^\d{12}$/)
  t.regex(account.canonicalId, /^[0-9a-f]{64}$/)
  t.truthy(account.accessKeyId)
  t.truthy(account.secretAccessKey)
  t.is(await first.stop(), 0)

  await using second = await serve(directory.path)
  t.false(second.out().includes('AWS_SECRET_ACCESS_KEY'))
})

test('only the root key may use the admin interface', async t => {
  using directory = temporaryDirectory()
  await using server = await serve(directory.path)
  const secret = /AWS_SECRET_ACCESS_KEY=(\S+)/.exec(server.out())?.[1] ?? ''
  const id = /AWS_ACCESS_KEY_ID=(\S+)/.exec(server.out())?.[1] ?? ''
  const create = (key: string, secretKey: string, email: string) =>
    run(['admin', 'account', 'create', 'a', '--email', email, '--endpoint', server.url, '--json'], {
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: secretKey,
    })
  const wrong = create(id, `${secret}x`, 'a@x.test')
  t.is(await wrong.exited, 1)
  t.regex(wrong.err(), /403/)
  const made = create(id, secret, 'a@x.test')
  t.is(await made.exited, 0, made.err())
  const { accessKeyId, secretAccessKey } = JSON.parse(made.out())
  const notRoot = create(accessKeyId, secretAccessKey, 'b@x.test')
  t.is(await notRoot.exited, 1)
  t.regex(notRoot.err(), /only the root key/)
  const again = create(id, secret, 'A@x.test')
  t.is(await again.exited, 1)
  t.regex(again.err(), /another account has the address/)
})

test('a second server on the same data is refused with a message that says why', async t => {
  using directory = temporaryDirectory()
  await using _first = await serve(directory.path)
  const second = run(['serve', '--listen', '127.0.0.1:0', '--compute', 'off'], {}, directory.path)
  t.is(await second.exited, 1)
  t.regex(second.err(), /^mallee: .*(in use|another process|already)/m)
  t.is(second.out(), '')
})

const wrongCalls = [
  { args: ['serve', '--thread', '1'], code: 64, says: /thread/ },
  { args: ['serve', '--threads', 'x'], code: 78, says: /threads/ },
  { args: ['sreve'], code: 64, says: /unknown command sreve/ },
  { args: ['admin', 'account', 'create', 'x'], code: 64, says: /--email/ },
]
for (const { args, code, says } of wrongCalls) {
  test(`mallee ${args.join(' ')} ends with a message`, async t => {
    using directory = temporaryDirectory()
    const call = run(args, {}, directory.path)
    t.is(await call.exited, code)
    t.regex(call.err(), says)
  })
}

test('mallee --help names every command', async t => {
  const help = run(['--help'])
  t.is(await help.exited, 0)
  t.regex(help.out(), /mallee serve[\s\S]*mallee admin account create[\s\S]*--listen HOST:PORT/)
})
