import { createHash } from 'node:crypto'
import { access, constants, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type UnprivilegedUser, unprivilegedUserFor } from '../../unprivileged-user.ts'
import { chooseAcceleration } from './acceleration.ts'
import type { UefiFiles } from './argv.ts'
import { openMachineGroups } from './machine-groups.ts'
import { type QemuHost, type QemuOptions, searchPath } from './settings.ts'

/** Users that own nothing: above those that distributions and containers hand out. */
const machineUserFirst = 2_000_000_000
const machineUserCount = 2 ** 24

/**
 * The same for one machine for ever, and another one for each: one that breaks out of its QEMU can
 * neither signal nor trace the others.
 */
export function machineUser(machineId: string): UnprivilegedUser {
  const digest = createHash('sha256').update(machineId).digest()
  const id = machineUserFirst + (digest.readUInt32BE(0) % machineUserCount)
  return { uid: id, gid: id }
}

/** Debian's packages; the message names them because nothing else tells the owner what to do. */
const packagesHint =
  'install qemu-system-x86, qemu-utils, seabios, iproute2, nftables and util-linux'

/** What this host offers, or the reason why it can run no machine. */
export async function inspectHost(
  options: Pick<QemuOptions, 'acceleration' | 'runtimeFolder' | 'log'>,
): Promise<QemuHost | { readonly missing: string }> {
  const programs = ['qemu-system-x86_64', 'qemu-img', 'prlimit']
  const [emulator, imageTool, limitTool, ...rest] = await Promise.all(
    [...programs, 'ip', 'bridge', 'nft', 'unshare', 'setpriv', 'nsenter'].map(findProgram),
  )
  const isWhole = limitTool !== undefined && !rest.includes(undefined)
  if (emulator === undefined || imageTool === undefined || !isWhole) {
    return { missing: `QEMU or a program it needs was not found: ${packagesHint}` }
  }
  if (process.execve === undefined) {
    return { missing: 'this platform cannot replace a process by another (execve)' }
  }
  const acceleration =
    options.acceleration === 'tcg'
      ? 'tcg'
      : await chooseAcceleration({
          emulator,
          temporaryFolder: options.runtimeFolder,
          log: options.log,
        })
  const isRoot = process.geteuid?.() === 0
  const givesUp = isRoot && (await unprivilegedUserFor(options.runtimeFolder, options.log))
  const userOf = givesUp ? machineUser : () => undefined
  const uefi = await findUefi()
  const clockKhz = await readClockKhz()
  const groups = await openMachineGroups({
    root: '/sys/fs/cgroup',
    membership: await readFile('/proc/self/cgroup', 'latin1').catch(() => ''),
    pid: process.pid,
    name: `machines-${basename(resolve(options.runtimeFolder))}`,
    log: options.log,
  })
  return { emulator, imageTool, limitTool, acceleration, isRoot, userOf, uefi, clockKhz, groups }
}

/** Where Debian's package ovmf has it: the code, and variables to begin with. */
async function findUefi(): Promise<UefiFiles | undefined> {
  const [code, variables] = ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd']
  const found = [code, variables].map(path => isAllowed(access(path, constants.R_OK)))
  return (await Promise.all(found)).every(Boolean) ? { code, variables } : undefined
}

/** Any rate is better than none, so where the kernel tells none a usual one is taken. */
async function readClockKhz(): Promise<number> {
  const text = await readFile('/proc/cpuinfo', 'latin1').catch(() => '')
  const [, mhz] = /^cpu MHz\s*:\s*(\d+(?:\.\d+)?)/m.exec(text) ?? []
  return Math.round(Number(mhz ?? 2_000) * 1000)
}

async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of searchPath.split(':')) {
    const path = join(folder, name)
    if (await isAllowed(access(path, constants.X_OK))) return path
  }
  return undefined
}

async function isAllowed(attempt: Promise<void>): Promise<boolean> {
  try {
    await attempt
    return true
  } catch {
    return false
  }
}
