/** Whom root's helpers run as: programs that read what strangers made. */
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Logger } from '../log.ts'

export interface UnprivilegedUser {
  readonly uid: number
  readonly gid: number
}

/** The user "nobody", who owns no file. */
const nobody: UnprivilegedUser = { uid: 65534, gid: 65534 }

/**
 * A program gives up root's rights once its files are open, but comes back to the sockets of the
 * block servers. So it can give them up only where "nobody" may walk to them.
 */
export async function unprivilegedUserFor(
  socketFolder: string,
  log: Logger,
): Promise<UnprivilegedUser | undefined> {
  for (let folder = resolve(socketFolder); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) {
      log.warn(
        { folder },
        'machines run as root: "nobody" may not enter the folder of their sockets',
      )
      return undefined
    }
    if (folder === dirname(folder)) return nobody
  }
}
