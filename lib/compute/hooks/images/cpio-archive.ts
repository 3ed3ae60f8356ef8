/**
 * An initial RAM file system in the "newc" format, which is all that the kernel reads:
 * https://www.kernel.org/doc/html/latest/driver-api/early-userspace/buffer-format.html
 */

export interface ArchiveEntry {
  /** Without a slash at its beginning. */
  readonly path: string
  readonly kind: 'folder' | 'file' | 'link'
  readonly mode: number
  /** Of a file; or where a link points to. */
  readonly content?: Uint8Array
}

const kinds = { folder: 0o040000, file: 0o100000, link: 0o120000 } as const

/** The same bytes for the same entries. */
export function cpioArchive(entries: readonly ArchiveEntry[]): Buffer {
  const members = entries.map((entry, index) => member(entry, index + 1))
  return Buffer.concat([...members, member({ path: 'TRAILER!!!', kind: 'file', mode: 0 }, 0)])
}

function member({ path, kind, mode, content = new Uint8Array() }: ArchiveEntry, inode: number) {
  const name = Buffer.from(`${path}\0`)
  const fields = [
    ...[inode, kinds[kind] | mode, 0, 0, 1, 0, content.length],
    ...[0, 0, 0, 0, name.length, 0],
  ]
  const header = Buffer.from(
    `070701${fields.map(field => field.toString(16).padStart(8, '0')).join('')}`,
  )
  return Buffer.concat([padded(Buffer.concat([header, name])), padded(Buffer.from(content))])
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}
