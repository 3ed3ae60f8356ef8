import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs one program to its end, without a shell; what it says on standard output. */
export type RunTool = (
  program: string,
  args: readonly string[],
  options?: { readonly folder?: string; readonly input?: string },
) => Promise<string>

const run = promisify(execFile)
const toolMsMax = 10 * 60_000
const outputBytesMax = 16 * 1024 * 1024
const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** Names what to install, because nothing else does. */
const packagesHint =
  'building an image needs apt, dpkg, tar, e2fsprogs, fdisk, dosfstools, mtools, syslinux, syslinux-common and qemu-utils'

export class MissingToolError extends Error {
  override readonly name = 'MissingToolError'
}

export const runTool: RunTool = async (program, args, { folder, input } = {}) => {
  try {
    const running = run(program, [...args], {
      cwd: folder ?? '/',
      env: { PATH: searchPath, LC_ALL: 'C', SOURCE_DATE_EPOCH: '1700000000' },
      timeout: toolMsMax,
      killSignal: 'SIGKILL',
      maxBuffer: outputBytesMax,
    })
    // A program that does not read it ends by itself, and says why.
    running.child.stdin?.on('error', () => undefined)
    running.child.stdin?.end(input)
    return (await running).stdout
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new MissingToolError(`${program} was not found: ${packagesHint}`)
    }
    throw error
  }
}
