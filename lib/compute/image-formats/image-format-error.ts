/** The image cannot be booted as it is. The message is written for the person who uploaded it. */
export class ImageFormatError extends Error {
  override readonly name = 'ImageFormatError'
}
