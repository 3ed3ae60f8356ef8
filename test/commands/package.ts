/** The published package: packed, installed into an empty folder and started from there. */
import { execFile, spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { projectDirectory } from '../support/mallee-process.ts'
import { temporaryDirectory } from '../support/temporary.ts'

const execute = promisify(execFile)

test('the packed package installs into an empty folder and serves', async t => {
  t.timeout(240_000, 'packing and installing')
  using directory = temporaryDirectory()
  await execute('npm', ['pack', '--pack-destination', directory.path], { cwd: projectDirectory })
  const [archive = ''] = readdirSync(directory.path)
  writeFileSync(join(directory.path, 'package.json'), '{"name": "user", "private": true}')
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${archive}`]
  await execute('npm', install, { cwd: directory.path })

  const mallee = join(directory.path, 'node_modules', '.bin', 'mallee')
  const { stdout } = await execute(mallee, ['--version'], { cwd: directory.path })
  t.regex(stdout, /^mallee \d+\.\d+\.\d+/)

  const args = ['serve', '--listen', '127.0.0.1:0', '--threads', '2', '--compute', 'off']
  const server = spawn(mallee, args, { cwd: directory.path })
  try {
    let out = ''
    for await (const chunk of server.stdout.setEncoding('utf8')) {
      out += chunk
      if (out.includes('AWS_ENDPOINT_URL=')) break
    }
    const url = /AWS_ENDPOINT_URL=(\S+)/.exec(out)?.[1]
    t.is((await fetch(`${url}/_/health/ready`)).status, 200)
  } finally {
    server.kill('SIGKILL')
  }
})
