/** Where blobs lie on a disk: segments in one folder, large bodies in 64 by their ids. */
import { join } from 'node:path'

const FOLDER_COUNT = 64
const LANE_BITS = 6

export const segmentsPath = (directory: string) => join(directory, 'segments')
export const blobsPath = (directory: string) => join(directory, 'blobs')

/** The folders of large blobs, all of which exist before the first of them is written. */
export function blobFolders(): readonly string[] {
  return Array.from({ length: FOLDER_COUNT }, (_, index) => folderName(index))
}

export function blobFolderPath(directory: string, id: string): string {
  // The end of an id is a counter and a lane of 6 bits: the folders fill evenly.
  const folder = (Number.parseInt(id.slice(-4), 32) >>> LANE_BITS) % FOLDER_COUNT
  return join(blobsPath(directory), folderName(folder))
}

function folderName(index: number): string {
  return index.toString(16).padStart(2, '0')
}
