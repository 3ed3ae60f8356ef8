/** Pictures of a guest's screen, as QEMU's `screendump` writes them: binary PPM, 8 bits a colour. */
import { open } from 'node:fs/promises'
import type { Picture } from '../../hypervisor.ts'

/** The video memory that a machine has holds no larger one. */
const sideMax = 4096
const pixelCountMax = 4 * 1024 * 1024
const headerBytesMax = 64

/** Throws when the file is no such picture, or a larger one than a machine can show. */
export async function readPicture(path: string): Promise<Picture> {
  const file = await open(path, 'r')
  try {
    // QEMU may be in a guest's hands, so the file may hold anything.
    const { bytesRead, buffer } = await file.read(
      Buffer.alloc(headerBytesMax),
      0,
      headerBytesMax,
      0,
    )
    const header = buffer.subarray(0, bytesRead).toString('latin1')
    const found = /^P6\s(\d{1,4})\s(\d{1,4})\s255\s/.exec(header)
    const [matched = '', width, height] = found ?? []
    const size = { width: Number(width), height: Number(height) }
    const isPicture = size.width > 0 && size.width <= sideMax && size.height <= sideMax
    if (!isPicture || size.height === 0 || size.width * size.height > pixelCountMax) {
      throw new Error(`not a picture of a screen: ${JSON.stringify(header.slice(0, 20))}`)
    }
    const rgb = Buffer.alloc(size.width * size.height * 3)
    const body = await file.read(rgb, 0, rgb.length, matched.length)
    if (body.bytesRead !== rgb.length) throw new Error('a picture of a screen is cut short')
    return { ...size, rgb }
  } finally {
    await file.close()
  }
}
