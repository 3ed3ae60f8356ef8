import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface KernelModule {
  readonly name: string
  readonly content: Buffer
}

/**
 * Modules of an unpacked kernel package and what they need, in the order in which they are to be
 * loaded. One that is not there is part of the kernel itself.
 */
export async function loadOrder(
  modulesFolder: string,
  names: readonly string[],
): Promise<readonly KernelModule[]> {
  const paths = new Map<string, string>()
  for (const path of await readdir(modulesFolder, { recursive: true })) {
    if (path.endsWith('.ko')) paths.set(plainName(basename(path, '.ko')), join(modulesFolder, path))
  }
  const ordered = new Map<string, KernelModule>()
  async function add(name: string): Promise<void> {
    const path = paths.get(plainName(name))
    if (path === undefined || ordered.has(plainName(name))) return
    const content = await readFile(path)
    for (const needed of dependencies(content)) await add(needed)
    ordered.set(plainName(name), { name: basename(path), content })
  }
  for (const name of names) await add(name)
  return [...ordered.values()]
}

/** Of the module's own description of itself, a list of "name=value" between zeros. */
function dependencies(content: Buffer): readonly string[] {
  const at = content.indexOf('\0depends=')
  if (at < 0) return []
  const start = at + '\0depends='.length
  const list = content.toString('latin1', start, content.indexOf(0, start))
  return list.split(',').filter(name => name !== '')
}

/** The kernel takes both for one. */
function plainName(name: string): string {
  return name.replaceAll('-', '_')
}
