/** What guests of the benchmark run and say, the same on both sides. */
import { setTimeout as sleep } from 'node:timers/promises'

const mebibyte = 1024 * 1024

export const firstCommand = 'bench: first command'

/** The size of the image whose disk is read and written, behind the part that boots. */
export interface DiskWork {
  readonly bootMebibytes: number
  readonly readMebibytes: number
  readonly writeMebibytes: number
}

/** Reads what it never read before, then overwrites as much of it as is asked for, to the disk. */
export function diskScript({ bootMebibytes, readMebibytes, writeMebibytes }: DiskWork): string {
  return `#!/bin/sh
echo '${firstCommand}'
now() { cut -d' ' -f1 /proc/uptime; }
from=$(now)
dd if=/dev/vda of=/dev/null bs=1M skip=${bootMebibytes} count=${readMebibytes} 2> /dev/null
echo "bench: read $from $(now) seconds"
from=$(now)
dd if=/dev/zero of=/dev/vda bs=1M seek=${bootMebibytes} count=${writeMebibytes} conv=fsync,notrunc 2> /dev/null
echo "bench: wrote $from $(now) seconds"
`
}

export const bootScript = `#!/bin/sh\necho '${firstCommand}'\n`

export interface DiskThroughput {
  readonly readMegabytesPerSecond: number
  readonly writeMegabytesPerSecond: number
}

/** Undefined as long as the guest is not done. */
export function diskThroughput(shown: string, work: DiskWork): DiskThroughput | undefined {
  const seconds = (what: string) => {
    const [, from, to] = new RegExp(`bench: ${what} ([\\d.]+) ([\\d.]+) seconds`).exec(shown) ?? []
    // The guest's clock counts hundredths.
    return to === undefined ? undefined : Math.max(0.01, Number(to) - Number(from))
  }
  const [read, wrote] = [seconds('read'), seconds('wrote')]
  if (read === undefined || wrote === undefined) return undefined
  const rate = (mebibytes: number, time: number) => (mebibytes * mebibyte) / 1e6 / time
  return {
    readMegabytesPerSecond: rate(work.readMebibytes, read),
    writeMegabytesPerSecond: rate(work.writeMebibytes, wrote),
  }
}

/** The first answer that is not undefined. Both sides are asked as often. */
export async function waitFor<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined>,
  { timeoutMs = 300_000, pauseMs = 50 } = {},
): Promise<Answer> {
  const deadlineMs = performance.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > deadlineMs) throw new Error(`${what} did not come`)
    await sleep(pauseMs)
  }
}
