/**
 * Debian packages through this host's apt: from its mirrors, checked by its keys, but with folders of
 * our own and as if nothing was installed, so that no right is needed and every dependency comes along.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunTool } from './tools.ts'

export interface PackageFolders {
  /** Packages that were fetched stay here. */
  readonly cache: string
  /** For apt's notes of one run. */
  readonly work: string
}

const kernelMetapackage = 'linux-image-cloud-amd64'

/** The package of today's kernel for virtual machines. */
export async function kernelPackage(run: RunTool): Promise<string> {
  const text = await run('apt-cache', ['depends', kernelMetapackage])
  const name = /^ {2}Depends: (linux-image-\S+)$/m.exec(text)?.[1]
  if (name === undefined) throw new Error(`apt knows no ${kernelMetapackage}: run apt-get update`)
  return name
}

/** Fetches packages and what they depend on; the paths of all of them, in order. */
export async function fetchPackages(
  run: RunTool,
  packages: readonly string[],
  folders: PackageFolders,
): Promise<readonly string[]> {
  const options = await aptOptions(folders)
  await mkdir(join(folders.cache, 'partial'), { recursive: true })
  // With an empty cache, so that all of them are named.
  const nowhere = ['-o', `Dir::Cache::archives=${folders.work}`]
  const print = [...options, ...nowhere, '--print-uris', 'install', ...packages]
  const wanted = await run('apt-get', print)
  await run('apt-get', [...options, '--download-only', 'install', ...packages])
  // Lines of 'address' name size checksum.
  const names = [...wanted.matchAll(/^'[^']*' (\S+\.deb) \d+/gm)].map(match => match[1] ?? '')
  return names.map(name => join(folders.cache, name)).sort()
}

/** One package without what it depends on. */
export async function fetchPackage(
  run: RunTool,
  name: string,
  folders: PackageFolders,
): Promise<string> {
  const options = await aptOptions(folders)
  await run('apt-get', [...options, 'download', name], { folder: folders.cache })
  const found = (await readdir(folders.cache)).filter(file => file.startsWith(`${name}_`)).sort()
  const newest = found.at(-1)
  if (newest === undefined) throw new Error(`apt did not fetch ${name}`)
  return join(folders.cache, newest)
}

async function aptOptions({ cache, work }: PackageFolders): Promise<readonly string[]> {
  await mkdir(cache, { recursive: true })
  await mkdir(join(work, 'partial'), { recursive: true })
  const status = join(work, 'status')
  await writeFile(status, '')
  const settings = {
    'Dir::State::status': status,
    'Dir::State::extended_states': join(work, 'extended_states'),
    'Dir::Cache::archives': cache,
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Debug::NoLocking': '1',
    'APT::Install-Recommends': 'false',
    // It would give up its rights and could not write here any more.
    'APT::Sandbox::User': 'root',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  return [...options, '-qq', '-y']
}
