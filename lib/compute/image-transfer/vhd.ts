/**
 * Virtual Hard Disk Image Format Specification (Microsoft, 2006). Big-endian footer of 512 bytes at
 * the end, of dynamic disks with a copy at the start: 0 "conectix" … 48 currentSize:64 … 60 type:32.
 */

import { isVhdFooter, vhdFooterBytes } from '../image-formats/foreign-formats.ts'
import { ImageFormatError } from '../image-formats/image-format-error.ts'
import type { ReadObject } from './read-object.ts'

const types = { fixed: 2, dynamic: 3 } as const

/** @throws ImageFormatError for what is no VHD, and for differencing disks, which have a parent */
export async function checkVhd(read: ReadObject, sizeBytes: number): Promise<void> {
  if (sizeBytes < vhdFooterBytes) refuse('it is cut off')
  const footer = Buffer.from(await read(sizeBytes - vhdFooterBytes, vhdFooterBytes))
  const head = Buffer.from(await read(0, vhdFooterBytes))
  // The copy is what a reader believes where there is one.
  for (const bytes of isVhdFooter(head) ? [footer, head] : [footer]) {
    if (!isVhdFooter(bytes)) refuse('its footer is missing')
    const type = bytes.readUInt32BE(60)
    if (type !== types.fixed && type !== types.dynamic) refuse('it has a parent')
  }
}

function refuse(reason: string): never {
  throw new ImageFormatError(`The VHD cannot be used: ${reason}.`)
}
