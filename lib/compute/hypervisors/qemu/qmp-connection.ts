import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, type ProcessRecord } from './process-record.ts'
import { connectQmp, type QmpClient, type QmpClientOptions } from './qmp-client.ts'

/** A fresh QEMU listens after some tens of milliseconds. */
const pauseMs = 10

/** Waits until QEMU listens; fails if it ends before. */
export async function connectWhenUp(
  record: ProcessRecord,
  options: QmpClientOptions,
  signal: AbortSignal,
): Promise<QmpClient> {
  for (;;) {
    signal.throwIfAborted()
    try {
      return await connectQmp(options)
    } catch (error) {
      if (!(await isAlive(record))) throw error
      await sleep(pauseMs, undefined, { signal })
    }
  }
}
