#!/usr/bin/env node
/**
 * Starts Mallee on the Node version that it was written for, whatever Node the machine has: the
 * packages node-<os>-<cpu> bring the binary without an install script. Plain JavaScript that any
 * Node since 18 understands.
 */
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const oldestMajor = 26

/** The Node to run on: this one where it is new enough, else the one that npm brought. */
function findNode() {
  const name = `node-${process.platform}-${process.arch}`
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    const binary = join(dirname(manifest), 'bin', 'node')
    if (existsSync(binary)) return binary
  } catch {
    // The package is not there for this platform: fall through to the message below.
  }
  process.stderr.write(
    `mallee needs Node ${oldestMajor} and found ${process.version}; the package ${name}, which brings` +
      ' it, is not installed. Install Node 26, or run npm without --omit=optional.\n',
  )
  process.exit(1)
}

/** Runs Mallee in a child process that lives and dies with this one. */
function runInChild(entry) {
  // The channel carries nothing: its end tells the child that this process was killed.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const child = spawn(findNode(), [entry, ...process.argv.slice(2)], { stdio })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    // A terminal sends SIGINT to the whole group: the child has it already.
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
  child.on('error', error => {
    process.stderr.write(`mallee could not start ${child.spawnfile}: ${error.message}\n`)
    process.exit(1)
  })
}

const here = dirname(realpathSync(fileURLToPath(import.meta.url)))
// A checkout runs the sources as they are; an installed package has only the built dist folder,
// since Node does not strip types below node_modules.
const source = join(here, 'main.ts')
const entry = existsSync(source) ? source : join(here, '..', 'dist', 'lib', 'main.js')

// libuv reads its pool size at its first use; file writes and syncs need more than 4 threads.
process.env.UV_THREADPOOL_SIZE ??= '16'
if (Number(process.versions.node.split('.')[0]) >= oldestMajor)
  await import(pathToFileURL(entry).href)
else runInChild(entry)
