import { Worker } from 'node:worker_threads'
import { moduleFile } from '../../module-file.ts'
import type { Picture } from '../hypervisor.ts'

const timeoutMs = 20_000
const memoryMebibytesMax = 128

/** In a thread of its own: a picture takes a tenth of a second that others need. */
export function toJpeg(picture: Picture): Promise<Uint8Array> {
  const worker = new Worker(moduleFile(import.meta.url, './jpeg-worker'), {
    workerData: picture,
    resourceLimits: { maxOldGenerationSizeMb: memoryMebibytesMax },
  })
  return new Promise<Uint8Array>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a picture took too long')), timeoutMs)
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', code => {
      clearTimeout(timer)
      reject(new Error(`a picture’s thread ended with ${code}`))
    })
  }).finally(() => worker.terminate())
}
