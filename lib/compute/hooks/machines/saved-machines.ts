/**
 * Saved machines on disk: for each hook and revision one folder with a machine's memory, devices and
 * disk, and a manifest that says what it was made from and what its files hold. It is only ever used
 * when all of that is right: a folder that another image, machine type, agent or QEMU made is made
 * anew, as is one with a file that is not as it was written.
 *
 *     <folder>/<hash of account and hook>-<revision>/manifest.json   written last, by a rename
 *                                                    memory devices disk.qcow2 overlay.qcow2
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../../../log.ts'
import type { HookFacts } from '../hook-runner.ts'

export type SavedHook = Pick<HookFacts, 'accountId' | 'hookId' | 'revision'>

export interface SavedMachinesOptions {
  readonly folder: string
  /** Of all saved machines together; those used last stay. */
  readonly bytesMax: number
  readonly log: Logger
}

interface Manifest {
  readonly fingerprint: string
  readonly digests: Readonly<Record<string, string>>
}

const manifestName = 'manifest.json'
const unfinished = '.new'

export class SavedMachines {
  readonly #options: SavedMachinesOptions
  /** What the files of a folder looked like when their content was last known to be right. */
  readonly #seals = new Map<string, string>()

  constructor(options: SavedMachinesOptions) {
    this.#options = options
  }

  /** Removes what was not finished. */
  async open(): Promise<void> {
    const { folder } = this.#options
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const names = await readdir(folder)
    const halves = names.filter(name => name.endsWith(unfinished))
    await Promise.all(halves.map(name => rm(join(folder, name), { recursive: true })))
  }

  /** The folder of a saved machine that is whole and was made from just this. */
  async find(hook: SavedHook, fingerprint: string): Promise<string | undefined> {
    const folder = this.#folderOf(hook)
    try {
      const text = await readFile(join(folder, manifestName), 'utf8')
      // Written by ourselves, and what is not as expected fails below.
      const manifest = JSON.parse(text) as Manifest
      if (manifest.fingerprint !== fingerprint) throw new Error('it was made from something else')
      const seal = await sealOf(folder, manifest)
      if (this.#seals.get(folder) !== seal) {
        await checkDigests(folder, manifest)
        this.#seals.set(folder, seal)
      }
      const now = new Date()
      await utimes(join(folder, manifestName), now, now)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#options.log.warn({ err: error, folder }, 'a saved machine is of no use')
      }
      await this.#remove(folder)
      return undefined
    }
  }

  /** Has a folder filled with a saved machine; a failure leaves nothing. */
  async make(
    hook: SavedHook,
    fingerprint: string,
    fill: (folder: string) => Promise<void>,
  ): Promise<string> {
    const folder = this.#folderOf(hook)
    const work = `${folder}${unfinished}`
    await rm(work, { recursive: true, force: true })
    await mkdir(work, { mode: 0o700 })
    try {
      await fill(work)
      const names = (await readdir(work)).sort()
      const digests = await Promise.all(
        names.map(async name => [name, await digestOf(join(work, name))] as const),
      )
      const manifest: Manifest = { fingerprint, digests: Object.fromEntries(digests) }
      await this.#remove(folder)
      await writeFile(join(work, manifestName), JSON.stringify(manifest), { mode: 0o600 })
      await rename(work, folder)
      this.#seals.set(folder, await sealOf(folder, manifest))
    } catch (error) {
      await rm(work, { recursive: true, force: true })
      throw error
    }
    await this.#shrink(folder)
    return folder
  }

  async forget(hook: SavedHook): Promise<void> {
    await this.#remove(this.#folderOf(hook))
  }

  /** Machines that run from it keep what they have open. */
  async #remove(folder: string): Promise<void> {
    this.#seals.delete(folder)
    await rm(folder, { recursive: true, force: true })
  }

  #folderOf({ accountId, hookId, revision }: SavedHook): string {
    const owner = createHash('sha256').update(`${accountId}/${hookId}`).digest('hex').slice(0, 32)
    return join(this.#options.folder, `${owner}-${Math.trunc(revision)}`)
  }

  /** Removes those used longest ago until the rest is within the bound; never `kept`. */
  async #shrink(kept: string): Promise<void> {
    const { folder, bytesMax } = this.#options
    const names = (await readdir(folder)).filter(name => !name.endsWith(unfinished))
    const all = await Promise.all(names.map(name => measure(join(folder, name))))
    all.sort((one, other) => other.usedAtMs - one.usedAtMs)
    let sumBytes = all.find(({ path }) => path === kept)?.sizeBytes ?? 0
    for (const { path, sizeBytes } of all) {
      if (path === kept) continue
      sumBytes += sizeBytes
      if (sumBytes > bytesMax) await this.#remove(path)
    }
  }
}

/** Changes with any write to any of the files, by whomever: only root sets a file's ctime. */
async function sealOf(folder: string, { digests }: Manifest): Promise<string> {
  const facts: string[] = []
  for (const path of [folder, ...Object.keys(digests).map(name => join(folder, name))]) {
    const status = await lstat(path, { bigint: true })
    if (Number(status.uid) !== process.geteuid?.() || (Number(status.mode) & 0o022) !== 0) {
      throw new Error(`${path} can be written by others`)
    }
    if (path === folder) continue
    if (!status.isFile()) throw new Error(`${path} is no file`)
    facts.push([status.dev, status.ino, status.size, status.mtimeNs, status.ctimeNs].join(':'))
  }
  return facts.join(' ')
}

async function checkDigests(folder: string, { digests }: Manifest): Promise<void> {
  for (const [name, digest] of Object.entries(digests)) {
    if ((await digestOf(join(folder, name))) !== digest) {
      throw new Error(`${name} is not as it was written`)
    }
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk)
  }
  return hash.digest('hex')
}

async function measure(path: string) {
  const names = await readdir(path)
  const status = await Promise.all(names.map(name => lstat(join(path, name))))
  const manifest = await lstat(join(path, manifestName)).catch(() => undefined)
  return {
    path,
    sizeBytes: status.reduce((sum, { blocks }) => sum + blocks * 512, 0),
    usedAtMs: manifest?.mtimeMs ?? 0,
  }
}
