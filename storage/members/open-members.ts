/** Opens the disks for the main thread: decides, locks, and makes what was decided durable. */
import { readIdentity } from '../disk/identity.ts'
import type { Notices } from '../disk/notices.ts'
import { Membership } from './membership.ts'
import type { SharedDiskSet } from './shared-disk-set.ts'
import { finishDisk, openDirectories, prepareStart, type StartOptions } from './start.ts'

export async function openMembers(
  options: StartOptions,
  { notices, disks }: { notices: Notices; disks: SharedDiskSet },
): Promise<Membership> {
  const { environment, log } = options
  const start = await prepareStart(options)
  const present = await openDirectories(options, start.present)
  const { before, isSole } = start
  const membership = new Membership(
    { ...options, notices, disks },
    { record: before, present, isSole },
  )
  try {
    await membership.begin(start.record, start)
    for (const [number, { path }] of present) {
      const identity = await readIdentity(environment.files, path)
      const isMember = identity?.format === 2
      if (!isSole && !isMember) await finishDisk(environment, membership.record, { number, path })
    }
  } catch (error) {
    await membership.close()
    throw error
  }
  for (const message of start.warnings) log?.warn({}, message)
  return membership
}
