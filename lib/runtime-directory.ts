/**
 * Where the sockets of machines live: a short path (a unix socket's is at most 107 bytes), private to
 * this user, the same at every start of one data directory so that machines are found again.
 */
import { createHash } from 'node:crypto'
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** @param environment for XDG_RUNTIME_DIR; usually process.env */
export function openRuntimeDirectory(
  configured: string,
  dataDirectory: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const path = configured || join(parentDirectory(environment), nameFor(dataDirectory))
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const found = lstatSync(path)
  // Somebody else may have made the folder in /tmp before us to get at the sockets.
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${path} must be a directory of this user`)
  }
  // Under root, QEMU runs as nobody and must be able to walk to its own socket, nothing more.
  chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700)
  return path
}

/** At a stop: machines that go on running keep their sockets in it. */
export async function removeIfEmpty(path: string): Promise<void> {
  await rmdir(path).catch(error => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error
  })
}

function nameFor(dataDirectory: string): string {
  const digest = createHash('sha256').update(realpathSync(dataDirectory)).digest('hex')
  return `mallee-${digest.slice(0, 12)}`
}

function parentDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  for (const candidate of [environment.XDG_RUNTIME_DIR, '/run']) {
    if (candidate && isWritable(candidate)) return candidate
  }
  return tmpdir()
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false // Not there or not ours: the next candidate serves.
  }
}
