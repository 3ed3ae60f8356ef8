import { access, readFile } from 'node:fs/promises'
import type { Logger } from '../../../log.ts'
import { bootProbe } from './boot-probe.ts'

const probeTimeoutMs = 10_000

/**
 * KVM where a guest boots with it, else emulation. That /dev/kvm can be opened proves nothing: a
 * kernel without the processor's help may offer one that runs no stock guest. So the processor or
 * a vendor's module has to show first, and then a small 64-bit guest has to boot in time.
 */
export async function chooseAcceleration(options: {
  readonly emulator: string
  readonly temporaryFolder: string
  readonly log: Logger
}): Promise<'kvm' | 'tcg'> {
  const { emulator, temporaryFolder, log } = options
  if (!(await hasVirtualization())) {
    log.warn('machines are emulated, which is slow: this processor offers no virtualization here')
    return 'tcg'
  }
  const probe = { emulator, temporaryFolder, timeoutMs: probeTimeoutMs }
  if (await bootProbe({ ...probe, accelerator: 'kvm' })) return 'kvm'
  log.warn('machines are emulated, which is slow: a test guest did not boot under /dev/kvm')
  return 'tcg'
}

async function hasVirtualization(): Promise<boolean> {
  const flags = await readFile('/proc/cpuinfo', 'latin1').catch(() => '')
  if (/^flags\s*:.*\b(vmx|svm)\b/m.test(flags)) return true
  return (await isThere('/sys/module/kvm_intel')) || (await isThere('/sys/module/kvm_amd'))
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
