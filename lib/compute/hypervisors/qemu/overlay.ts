import { execFile } from 'node:child_process'
import { chmod, rename, stat } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface OverlayOptions {
  readonly path: string
  readonly sizeBytes: number
  readonly imageTool: string
  readonly timeoutMs: number
}

/**
 * The file that takes a machine's writes. One that is there is the machine's disk and is kept. It
 * names no backing file, so that nothing can be opened through its header: the base is put under
 * it when QEMU starts. True when it was made now.
 */
export async function createOverlay(options: OverlayOptions): Promise<boolean> {
  const { path, sizeBytes, imageTool, timeoutMs } = options
  if (await isThere(path)) return false
  const temporary = `${path}.new`
  const args = ['create', '-q', '-f', 'qcow2', temporary, String(sizeBytes)]
  await run(imageTool, args, { timeout: timeoutMs, killSignal: 'SIGKILL' })
  await chmod(temporary, 0o600)
  await rename(temporary, path)
  return true
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
