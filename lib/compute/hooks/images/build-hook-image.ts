/**
 * Builds an image for hooks from Debian packages: a kernel, busybox, and what was asked for, that
 * boots in seconds and runs its user data, which is where the agent comes from. The same packages make
 * the same image, so what was built once is kept under a name made of what went in.
 */
import { createHash } from 'node:crypto'
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeBootDisk } from './boot-disk.ts'
import { type ArchiveEntry, cpioArchive } from './cpio-archive.ts'
import { fetchPackage, fetchPackages, kernelPackage } from './debian-packages.ts'
import { dhcpScript, diskInit, ramInit } from './guest-start.ts'
import { loadOrder } from './kernel-modules.ts'
import type { ImageRecipe } from './recipes.ts'
import type { RunTool } from './tools.ts'

export interface HookImageOptions {
  readonly recipe: ImageRecipe
  /** Packages and images that are there already are used again. */
  readonly cacheFolder: string
  /** What a command may write besides what is in the image. */
  readonly freeMebibytes: number
  readonly run: RunTool
}

export interface BuiltHookImage {
  /** A qcow2 file. */
  readonly path: string
  /** Of what went in: the same packages and programs have the same. */
  readonly digest: string
}

const kernelModules = ['virtio_pci', 'virtio_blk', 'virtio_net', 'virtio_rng', 'af_packet']

export async function buildHookImage(options: HookImageOptions): Promise<BuiltHookImage> {
  const { recipe, cacheFolder, run } = options
  await mkdir(cacheFolder, { recursive: true })
  const work = await mkdtemp(join(cacheFolder, 'build-'))
  try {
    const folders = { cache: join(cacheFolder, 'packages'), work: join(work, 'apt') }
    const kernel = await fetchPackage(run, await kernelPackage(run), folders)
    const packages = await fetchPackages(run, recipe.packages, folders)
    const digest = digestOf(options, [kernel, ...packages])
    const path = join(cacheFolder, `${recipe.name}-${digest}.qcow2`)
    if (await isThere(path)) return { path, digest }
    const disk = join(work, 'disk.qcow2')
    await build(options, { work, kernel, packages, disk })
    await rename(disk, path)
    return { path, digest }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** A package's file name has its version. */
function digestOf({ freeMebibytes }: HookImageOptions, packages: readonly string[]): string {
  const names = packages.map(path => basename(path))
  const facts = [freeMebibytes, ramInit, diskInit, dhcpScript, kernelModules, names]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}

interface BuildParts {
  readonly work: string
  readonly kernel: string
  readonly packages: readonly string[]
  readonly disk: string
}

async function build(options: HookImageOptions, parts: BuildParts): Promise<void> {
  const { run, freeMebibytes } = options
  const { work, packages, disk } = parts
  const kernelFolder = join(work, 'kernel')
  await run('dpkg-deb', ['-x', parts.kernel, kernelFolder])
  const rootFolder = join(work, 'root')
  await mkdir(rootFolder)
  for (const path of packages) await run('dpkg-deb', ['-x', path, rootFolder])
  await finishRoot(run, rootFolder)
  const ram = join(work, 'initrd')
  await writeFile(ram, await ramFileSystem(kernelFolder, join(rootFolder, 'bin/busybox')))
  const usedMebibytes = Number((await run('du', ['-sm', rootFolder])).split('\t')[0])
  await makeBootDisk(run, {
    kernel: await kernelOf(kernelFolder),
    ram,
    rootFolder,
    // What ext4 itself takes grows with the size.
    rootMebibytes: Math.ceil((usedMebibytes + freeMebibytes) * 1.08) + 16,
    work,
    path: disk,
  })
}

async function kernelOf(kernelFolder: string): Promise<string> {
  const boot = join(kernelFolder, 'boot')
  const name = (await readdir(boot)).find(file => file.startsWith('vmlinuz-'))
  if (name === undefined) throw new Error('the kernel package has no kernel')
  return join(boot, name)
}

async function ramFileSystem(kernelFolder: string, busybox: string): Promise<Uint8Array> {
  const modules = await loadOrder(join(kernelFolder, 'lib/modules'), kernelModules)
  const folder = (path: string): ArchiveEntry => ({ path, kind: 'folder', mode: 0o755 })
  const program = (path: string, content: Uint8Array): ArchiveEntry => ({
    ...{ path, content },
    kind: 'file',
    mode: 0o755,
  })
  const archive = cpioArchive([
    folder('bin'),
    folder('modules'),
    program('bin/busybox', await readFile(busybox)),
    program('init', Buffer.from(ramInit)),
    // A pattern of the shell puts them in the order of their names.
    ...modules.map(({ name, content }, index) =>
      program(`modules/${String(index).padStart(2, '0')}-${name}`, content),
    ),
  ])
  // Without a time in its header, so that the same goes in gives the same.
  return gzipSync(archive, { level: 6 })
}

const folders = ['dev', 'etc', 'home', 'mnt', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var/tmp']

/** What the scripts of the packages would have done, as far as commands need it. */
async function finishRoot(run: RunTool, root: string): Promise<void> {
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true })
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) {
    const isOnlyBelowUsr = !(await isThere(join(root, folder)))
    if (isOnlyBelowUsr) await symlink(`usr/${folder}`, join(root, folder))
    await mkdir(join(root, 'usr', folder), { recursive: true })
  }
  await linkAlternatives(join(root, 'usr/bin'))
  await linkApplets(run, root)
  const files: readonly (readonly [string, string, number])[] = [
    [
      'etc/passwd',
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
      0o644,
    ],
    ['etc/group', 'root:x:0:\nnogroup:x:65534:\n', 0o644],
    ['etc/hosts', '127.0.0.1 localhost\n', 0o644],
    // The agent writes a new one for each event.
    ['etc/machine-id', 'uninitialized\n', 0o644],
    ['etc/hook-dhcp', dhcpScript, 0o755],
    ['sbin/hook-init', diskInit, 0o755],
  ]
  for (const [path, text, mode] of files) {
    await writeFile(join(root, path), text)
    await chmod(join(root, path), mode)
  }
}

/** ImageMagick's programs get their names from Debian's system of alternatives. */
async function linkAlternatives(folder: string): Promise<void> {
  const suffix = '-im6.q16'
  for (const name of await readdir(folder)) {
    if (!name.endsWith(suffix)) continue
    const path = join(folder, name.slice(0, -suffix.length))
    if (!(await isThere(path))) await symlink(name, path)
  }
}

/** Busybox serves every command that no package brought. */
async function linkApplets(run: RunTool, root: string): Promise<void> {
  const busybox = join(root, 'bin/busybox')
  const applets = (await run(busybox, ['--list-full'])).trim().split('\n')
  for (const applet of applets) {
    const [name, other] = [basename(applet), dirname(applet)]
    const places = ['bin', 'sbin', 'usr/bin', 'usr/sbin'].map(folder => join(root, folder, name))
    const found = await Promise.all(places.map(isThere))
    if (found.includes(true) || name === 'busybox') continue
    const folder = join(root, other)
    await mkdir(folder, { recursive: true })
    await symlink(join('/', relative(root, busybox)), join(folder, name))
  }
  // Where scripts look for it, whichever package brought it.
  if (!(await isThere(join(root, 'usr/bin/env')))) {
    await symlink('/bin/busybox', join(root, 'usr/bin/env'))
  }
}

/** Also a link whose target is only there in the guest. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch {
    return false
  }
}
