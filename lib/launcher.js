#!/usr/bin/env node
/**
 * Starts Mallee on the Node that it was written for, whatever Node the machine has. Plain JavaScript
 * that any Node since 18 understands.
 */
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findNode, isNewEnough } from './node-binary.js'

/**
 * V8 begins a full collection at every 64 MiB of buffers that grew old, which took a third of the
 * processor while large bodies came in. With these it weighs them as it does its own heap: by how
 * much there was after the last one. They count only from the start of a process.
 */
const nodeFlags = [
  '--external-memory-accounted-in-global-limit',
  '--external-memory-max-growing-factor=4',
]

/** Begins this process anew with the flags; does nothing where it has them, or cannot. */
function restartWithFlags() {
  const { execArgv, execPath, argv, env, execve } = process
  if (execve === undefined || nodeFlags.every(flag => execArgv.includes(flag))) return
  execve(execPath, [execPath, ...nodeFlags, ...execArgv, ...argv.slice(1)], env)
}

/** Runs Mallee in a child process that lives and dies with this one. */
function runInChild(entry) {
  // The channel carries nothing: its end tells the child that this process was killed.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const child = spawn(findNode(), [...nodeFlags, entry, ...process.argv.slice(2)], { stdio })
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
if (isNewEnough) {
  restartWithFlags()
  await import(pathToFileURL(entry).href)
} else {
  runInChild(entry)
}
