import { foreignFormatOf, isVhdFooter, vhdFooterBytes } from './foreign-formats.ts'
import { ImageFormatError } from './image-format-error.ts'
import { qcow2HeadBytes, qcow2Magic, readQcow2VirtualSize } from './qcow2-header.ts'

export interface InspectedImage {
  readonly format: 'raw' | 'qcow2'
  readonly virtualSizeBytes: number
}

/** 64 TiB: the largest EBS volume, and past what any boot disk needs. */
const defaultVirtualSizeBytesMax = 64 * 2 ** 40

/**
 * Decides once, from at most 64 KiB of an uploaded object, what it is and whether it may be booted.
 * From then on its format is always stated and never guessed again: a guest that writes a qcow2
 * header into its raw disk gains nothing.
 *
 * @throws ImageFormatError with a message for the uploader; what `read` throws passes through.
 */
export async function inspectImage(
  read: (offset: number, length: number) => Promise<Uint8Array>,
  sizeBytes: number,
  options: { readonly virtualSizeBytesMax?: number } = {},
): Promise<InspectedImage> {
  const virtualSizeBytesMax = options.virtualSizeBytesMax ?? defaultVirtualSizeBytesMax
  if (sizeBytes === 0) throw new ImageFormatError('The image is empty.')

  const head = Buffer.from(await read(0, Math.min(sizeBytes, qcow2HeadBytes)))
  if (head.length >= 8 && head.readUInt32BE(0) === qcow2Magic && head.readUInt32BE(4) !== 1) {
    const limits = { sizeBytes, virtualSizeBytesMax }
    return { format: 'qcow2', virtualSizeBytes: readQcow2VirtualSize(head, limits) }
  }
  const foreign = foreignFormatOf(head) ?? (await foreignFooterOf(read, sizeBytes))
  if (foreign !== undefined) {
    throw new ImageFormatError(
      `The image is in the ${foreign} format, which cannot be booted as it is: ` +
        'import it, or convert it with "qemu-img convert -O qcow2" and upload the result.',
    )
  }
  if (sizeBytes % 512 !== 0) {
    throw new ImageFormatError(
      `The raw image has ${sizeBytes} bytes, which is not a multiple of 512; was it cut off?`,
    )
  }
  if (sizeBytes > virtualSizeBytesMax) {
    throw new ImageFormatError(
      `The raw image has ${sizeBytes} bytes; ${virtualSizeBytesMax} are allowed.`,
    )
  }
  return { format: 'raw', virtualSizeBytes: sizeBytes }
}

async function foreignFooterOf(
  read: (offset: number, length: number) => Promise<Uint8Array>,
  sizeBytes: number,
): Promise<string | undefined> {
  if (sizeBytes < vhdFooterBytes) return undefined
  const tail = Buffer.from(await read(sizeBytes - vhdFooterBytes, vhdFooterBytes))
  return isVhdFooter(tail) ? 'VHD' : undefined
}
