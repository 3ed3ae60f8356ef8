/** The entry of a thread that turns one picture into a JPEG and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { encode } from 'jpeg-js'
import type { Picture } from '../hypervisor.ts'

/** A larger screen is shown at a half, a third … of its size. */
const widthMax = 1024
const heightMax = 1024
const quality = 80

function toRgba({ width, height, rgb }: Picture) {
  const step = Math.max(1, Math.ceil(width / widthMax), Math.ceil(height / heightMax))
  const size = { width: Math.floor(width / step), height: Math.floor(height / step) }
  const data = Buffer.alloc(size.width * size.height * 4, 255)
  let to = 0
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, to += 4) {
      const from = (y * step * width + x * step) * 3
      data[to] = rgb[from] ?? 0
      data[to + 1] = rgb[from + 1] ?? 0
      data[to + 2] = rgb[from + 2] ?? 0
    }
  }
  return { ...size, data }
}

// jpeg.ts starts this file with a Picture and nothing else does.
parentPort?.postMessage(encode(toRgba(workerData as Picture), quality).data)
