/**
 * A boot sector of our own, the smallest 64-bit guest there is: it enters long mode, computes for a
 * while and reports the result through the debug exit port, which becomes QEMU's exit status. A
 * virtualization that only seems to work does not get there in time: some hosts offer a /dev/kvm
 * that runs firmware, and then emulates a 64-bit kernel instruction by instruction.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

// Loaded by the firmware at 0x7c00, in real mode. Page tables go to 0x1000, 0x2000 and 0x3000.
// biome-ignore format: one instruction a line
const bootCode = [
  0xfa, //                                      cli
  0x31, 0xc0, //                                xor ax, ax
  0x8e, 0xd8, //                                mov ds, ax
  0x8e, 0xc0, //                                mov es, ax
  0x8e, 0xd0, //                                mov ss, ax
  0xbc, 0x00, 0x7c, //                          mov sp, 0x7c00
  0xbf, 0x00, 0x10, //                          mov di, 0x1000
  0xb9, 0x00, 0x18, //                          mov cx, 0x1800      three pages of words
  0xfc, //                                      cld
  0xf3, 0xab, //                                rep stosw
  0xc7, 0x06, 0x00, 0x10, 0x03, 0x20, //        mov word [0x1000], 0x2003   PML4 -> PDPT
  0xc7, 0x06, 0x00, 0x20, 0x03, 0x30, //        mov word [0x2000], 0x3003   PDPT -> PD
  0xc7, 0x06, 0x00, 0x30, 0x83, 0x00, //        mov word [0x3000], 0x0083   2 MiB at 0
  0x66, 0xb8, 0x00, 0x10, 0x00, 0x00, //        mov eax, 0x1000
  0x0f, 0x22, 0xd8, //                          mov cr3, eax
  0x66, 0xb8, 0x20, 0x00, 0x00, 0x00, //        mov eax, 0x20       PAE
  0x0f, 0x22, 0xe0, //                          mov cr4, eax
  0x66, 0xb9, 0x80, 0x00, 0x00, 0xc0, //        mov ecx, 0xc0000080 EFER
  0x0f, 0x32, //                                rdmsr
  0x0d, 0x00, 0x01, //                          or ax, 0x100        LME
  0x0f, 0x30, //                                wrmsr
  0x0f, 0x01, 0x16, 0xa0, 0x7c, //              lgdt [0x7ca0]
  0x66, 0xb8, 0x01, 0x00, 0x00, 0x80, //        mov eax, 0x80000001 PG, PE
  0x0f, 0x22, 0xc0, //                          mov cr0, eax
  0xea, 0x59, 0x7c, 0x08, 0x00, //              jmp 8:0x7c59        64-bit from here
  0x48, 0xb8, 0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12, // mov rax, 0x123456789abcdef0
  0xb9, 0x40, 0x4b, 0x4c, 0x00, //              mov ecx, 5000000
  0x48, 0xc1, 0xc0, 0x07, //              next: rol rax, 7
  0x48, 0x01, 0xc8, //                          add rax, rcx
  0xff, 0xc9, //                                dec ecx
  0x75, 0xf5, //                                jnz next
  0x48, 0x89, 0xc2, //                          mov rdx, rax
  0x48, 0xc1, 0xea, 0x20, //                    shr rdx, 32
  0x31, 0xd0, //                                xor eax, edx
  0x89, 0xc2, //                                mov edx, eax
  0xc1, 0xea, 0x10, //                          shr edx, 16
  0x31, 0xd0, //                                xor eax, edx
  0x30, 0xe0, //                                xor al, ah
  0x0c, 0x01, //                                or al, 1
  0xe6, 0xf4, //                                out 0xf4, al
  0xf4, //                                halt: hlt
  0xeb, 0xfd, //                                jmp halt
  0x0f, 0x1f, 0x40, 0x00, //                    nop                 aligns what follows
  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, // 0x7c90: null descriptor
  0x00, 0x00, 0x00, 0x00, 0x00, 0x9a, 0x20, 0x00, //         64-bit code
  0x0f, 0x00, 0x90, 0x7c, 0x00, 0x00, //           0x7ca0: limit 15, base 0x7c90
]

/** 0x8b is what the computation leaves in al; the debug exit device makes 2 × al + 1 of it. */
export const probeExitStatus = (0x8b * 2 + 1) & 0xff

/** The firmware boots from no disk that is smaller than a cylinder. */
const diskBytes = 1024 * 1024

export function bootProbeDisk(): Buffer {
  const disk = Buffer.alloc(diskBytes)
  disk.set(bootCode, 0)
  disk.writeUInt16LE(0xaa55, 510)
  return disk
}

export interface BootProbeOptions {
  readonly emulator: string
  readonly accelerator: 'kvm' | 'tcg'
  readonly timeoutMs: number
  /** Where the disk may be put for the moment. */
  readonly temporaryFolder: string
}

/** True when the guest computed the right result in time. */
export async function bootProbe(options: BootProbeOptions): Promise<boolean> {
  const folder = await mkdtemp(join(options.temporaryFolder, 'probe-'))
  try {
    const disk = join(folder, 'disk')
    await writeFile(disk, bootProbeDisk())
    const file = { driver: 'file', 'node-name': 'disk', filename: disk, 'read-only': true }
    const args = [
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
      ...['-machine', 'q35', '-accel', options.accelerator, '-m', '32'],
      ...['-cpu', options.accelerator === 'kvm' ? 'host' : 'max'],
      ...['-blockdev', JSON.stringify(file), '-device', 'virtio-blk-pci,drive=disk'],
      ...['-device', 'isa-debug-exit,iobase=0xf4,iosize=1'],
    ]
    return (await exitStatus(options.emulator, args, options.timeoutMs)) === probeExitStatus
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function exitStatus(file: string, args: readonly string[], timeoutMs: number): Promise<unknown> {
  return new Promise(resolve => {
    // Every end is an answer here: the right status, another one, or none within the time.
    execFile(file, args, { timeout: timeoutMs, killSignal: 'SIGKILL', env: {} }, error =>
      resolve(error === null ? 0 : error.code),
    )
  })
}
