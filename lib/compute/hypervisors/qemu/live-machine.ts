import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../../../log.ts'
import type { MachineEvent, MachinePower } from '../../hypervisor.ts'
import { isAlive, type ProcessRecord, waitForExit } from './process-record.ts'
import { asObject, connectQmp, type QmpClient, type QmpEvent } from './qmp-client.ts'
import type { QemuTiming } from './settings.ts'

export interface LiveMachineOptions {
  readonly id: string
  readonly record: ProcessRecord
  readonly controlPath: string
  readonly timing: QemuTiming
  readonly log: Logger
  onEvent(event: MachineEvent): void
  /** The process has ended, or its control socket is lost; called once. */
  onGone(machine: LiveMachine): void
}

const resumeMsMax = 60_000

/** The control connection to one running QEMU and what it has told us. */
export class LiveMachine {
  readonly id: string
  readonly record: ProcessRecord
  readonly #options: LiveMachineOptions
  #client: QmpClient | undefined
  #cause: 'guest' | 'host' | 'crash' = 'crash'
  #resumeMs: number
  #resumeTimer: NodeJS.Timeout | undefined
  #isReleased = false

  private constructor(options: LiveMachineOptions) {
    this.id = options.id
    this.record = options.record
    this.#options = options
    this.#resumeMs = options.timing.resumeMs
  }

  /** Waits until QEMU listens, which a fresh one does within a moment; fails if it ends before. */
  static async connect(options: LiveMachineOptions, signal: AbortSignal): Promise<LiveMachine> {
    const machine = new LiveMachine(options)
    for (;;) {
      signal.throwIfAborted()
      try {
        machine.#client = await connectQmp({
          path: options.controlPath,
          timeoutMs: options.timing.commandMs,
          onEvent: event => machine.#take(event),
          onClose: () => machine.#lost(),
        })
        return machine
      } catch (error) {
        if (!(await isAlive(options.record))) throw error
        await sleep(20, undefined, { signal })
      }
    }
  }

  /** Why it ended, once it has. */
  get cause(): 'guest' | 'host' | 'crash' {
    return this.#cause
  }

  async isAlive(): Promise<boolean> {
    return await isAlive(this.record)
  }

  /** After its connection has ended; it follows at once unless only the connection is lost. */
  async waitForExit(): Promise<void> {
    await waitForExit(this.record, this.#options.timing.exitMs)
  }

  async power(): Promise<MachinePower> {
    return (await this.#status()) === 'running' ? 'running' : 'paused'
  }

  /** Lets the guest run: after its start, or after an error that may be over. */
  async resume(): Promise<void> {
    if ((await this.#status()) !== 'running') await this.#execute('cont')
  }

  async reset(): Promise<void> {
    await this.#execute('system_reset')
    await this.resume()
  }

  /** Presses the power button, and once more at half the time: a guest that boots misses the first. */
  async powerDown(graceMs: number): Promise<boolean> {
    if ((await this.power()) !== 'running') return false
    for (let round = 0; round < 2; round++) {
      await this.#execute('system_powerdown')
      if (await waitForExit(this.record, graceMs / 2)) return true
    }
    return false
  }

  async quit(): Promise<boolean> {
    // An answer may not come before the end does; only the end counts.
    this.#execute('quit').catch(() => undefined)
    return await waitForExit(this.record, this.#options.timing.exitMs)
  }

  /** Lets go of it without touching it. */
  release(): void {
    this.#isReleased = true
    clearTimeout(this.#resumeTimer)
    this.#client?.close()
  }

  async #status(): Promise<string> {
    const { status } = asObject(await this.#execute('query-status')) ?? {}
    return typeof status === 'string' ? status : 'unknown'
  }

  #execute(command: string): Promise<unknown> {
    if (this.#client === undefined) throw new Error('the machine is not connected')
    return this.#client.execute(command)
  }

  #take({ name, data }: QmpEvent): void {
    if (name === 'SHUTDOWN') this.#cause = data.guest === true ? 'guest' : 'host'
    if (name === 'BLOCK_IO_ERROR' && data.action === 'stop') {
      const message = `${String(data.operation)} failed: ${String(data.reason)}`
      this.#options.onEvent({ kind: 'io-error', id: this.id, message })
      this.#resumeLater()
    }
  }

  /**
   * What stopped the guest may be over: the block server back, room on the disk again. The guest
   * repeats what failed, and if it fails again we wait longer.
   */
  #resumeLater(): void {
    clearTimeout(this.#resumeTimer)
    if (this.#isReleased) return
    const startedMs = performance.now()
    this.#resumeTimer = setTimeout(() => {
      this.resume().catch(error =>
        this.#options.log.warn({ err: error, machine: this.id }, 'a paused machine did not go on'),
      )
    }, this.#resumeMs)
    this.#resumeTimer.unref()
    const isRepeated = startedMs - this.#lastPauseMs < 2 * this.#resumeMs + resumeMsMax / 2
    this.#lastPauseMs = startedMs
    this.#resumeMs = isRepeated
      ? Math.min(this.#resumeMs * 2, resumeMsMax)
      : this.#options.timing.resumeMs
  }
  #lastPauseMs = Number.NEGATIVE_INFINITY

  #lost(): void {
    if (this.#client === undefined || this.#isReleased) return
    this.release()
    this.#options.onGone(this)
  }
}
