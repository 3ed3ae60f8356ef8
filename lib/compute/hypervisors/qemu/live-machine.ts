import { rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../../../log.ts'
import type { DiskLimits, MachineEvent, MachinePower } from '../../hypervisor.ts'
import { isAlive, type ProcessRecord, waitForExit } from './process-record.ts'
import { asObject, type QmpClient, type QmpEvent } from './qmp-client.ts'
import { connectWhenUp } from './qmp-connection.ts'
import type { QemuTiming } from './settings.ts'

export interface LiveMachineOptions {
  readonly id: string
  readonly record: ProcessRecord
  readonly controlPath: string
  /** A file that is there while a reboot is under way. */
  readonly rebootMark: string
  readonly timing: QemuTiming
  readonly log: Logger
  onEvent(event: MachineEvent): void
  /** The process has ended, or its control socket is lost; called once. */
  onGone(machine: LiveMachine): void
}

const resumeMsMax = 60_000

type EventData = QmpEvent['data']

interface Waiter {
  readonly name: string
  matches(data: EventData): boolean
  resolve(): void
}

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
  #isRebooting = false
  #lastPauseMs = Number.NEGATIVE_INFINITY
  readonly #waiters = new Set<Waiter>()

  private constructor(options: LiveMachineOptions) {
    this.id = options.id
    this.record = options.record
    this.#options = options
    this.#resumeMs = options.timing.resumeMs
  }

  /** Waits until QEMU listens, which a fresh one does within a moment; fails if it ends before. */
  static async connect(options: LiveMachineOptions, signal: AbortSignal): Promise<LiveMachine> {
    const machine = new LiveMachine(options)
    const connection = {
      path: options.controlPath,
      timeoutMs: options.timing.commandMs,
      onEvent: (event: QmpEvent) => machine.#take(event),
      onClose: () => machine.#lost(),
    }
    machine.#client = await connectWhenUp(options.record, connection, signal)
    return machine
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

  /** A guest that shut down while nobody was there is off, and stays so until it is asked about. */
  async power(): Promise<MachinePower> {
    const status = await this.#status()
    if (status === 'shutdown') return 'off'
    return status === 'running' ? 'running' : 'paused'
  }

  /**
   * Lets the guest run: after its start, after an error that may be over, and after a reboot that
   * was begun by a server which is gone. A guest that shut down by itself is left alone.
   */
  async resume(): Promise<void> {
    const status = await this.#status()
    if (status === 'running') return
    if (status === 'shutdown') {
      if (!(await isThere(this.#options.rebootMark))) return
      await this.#reset()
    }
    await this.#execute('cont')
    await rm(this.#options.rebootMark, { force: true })
  }

  /**
   * Asks the guest to shut down, as its power button does, and lets it start again instead of
   * ending; a guest that does not within the time is reset as it is.
   */
  async reboot(graceMs: number, whileOff?: () => Promise<void>): Promise<void> {
    await writeFile(this.#options.rebootMark, '')
    this.#isRebooting = true
    try {
      if ((await this.power()) === 'running') {
        const isDown = this.nextEvent('SHUTDOWN', graceMs)
        await this.#execute('system_powerdown')
        await isDown
      }
      if (whileOff) {
        // Writes nothing any more, whether or not it went down in time.
        await this.pause()
        await whileOff()
      }
    } finally {
      await this.#beginAgain()
    }
  }

  /** The guest boots, whatever became of what was to be done before. */
  async #beginAgain(): Promise<void> {
    try {
      await this.#reset()
      this.#cause = 'crash'
      await this.resume()
    } finally {
      this.#isRebooting = false
      await rm(this.#options.rebootMark, { force: true })
    }
  }

  /**
   * Presses the power button, and once more at half the time: a guest that boots misses the first.
   * False when the guest did not end in time, or at once when `haste` comes.
   */
  async powerDown(graceMs: number, haste: AbortSignal): Promise<boolean> {
    if (graceMs === 0 || (await this.power()) !== 'running') return false
    for (let round = 0; round < 2 && !haste.aborted; round++) {
      await this.#execute('system_powerdown')
      if (await waitForExit(this.record, graceMs / 2, haste)) return true
    }
    return false
  }

  async quit(): Promise<boolean> {
    // An answer may not come before the end does; only the end counts.
    this.#execute('quit').catch(() => undefined)
    return await waitForExit(this.record, this.#options.timing.exitMs)
  }

  /** Halts the guest; what it has written is flushed when this resolves. */
  async pause(): Promise<void> {
    await this.#execute('stop')
  }

  /** Any other command, for what is plugged in and out. */
  async execute(command: string, parameters?: Readonly<Record<string, unknown>>) {
    return await this.#execute(command, parameters)
  }

  /** Has what the screen shows written to a file that is there and that QEMU may write. */
  async takePicture(path: string): Promise<void> {
    await this.#execute('screendump', { filename: path })
  }

  /** Presses and releases a key that types nothing. */
  async wakeScreen(): Promise<void> {
    await this.#execute('send-key', { keys: [{ type: 'qcode', data: 'shift' }] })
  }

  /** Holds every disk that it has now to the limits. */
  async limitDisks({ bytesPerSecond: bps, operationsPerSecond: iops }: DiskLimits): Promise<void> {
    const listed = await this.#execute('query-block')
    for (const each of Array.isArray(listed) ? listed : []) {
      const id = asObject(each)?.qdev
      if (typeof id !== 'string') continue
      const limits = { bps, bps_rd: 0, bps_wr: 0, iops, iops_rd: 0, iops_wr: 0 }
      await this.#execute('block_set_io_throttle', { id, ...limits })
    }
  }

  /** What QEMU has counted of the guest's disks, as it says it. */
  async blockStatistics(): Promise<unknown> {
    return await this.#execute('query-blockstats')
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

  async #execute(command: string, parameters?: Readonly<Record<string, unknown>>) {
    if (this.#client === undefined) throw new Error('the machine is not connected')
    return await this.#client.execute(command, parameters)
  }

  /** QEMU resets some time after it said that it will. */
  async #reset(): Promise<void> {
    const isReset = this.nextEvent('RESET', this.#options.timing.commandMs)
    await this.#execute('system_reset')
    await isReset
  }

  /** False when the event, with such data, does not come within the time. */
  async nextEvent(
    name: string,
    timeoutMs: number,
    matches: (data: EventData) => boolean = () => true,
  ): Promise<boolean> {
    const arrival = Promise.withResolvers<true>()
    const waiter = { name, matches, resolve: () => arrival.resolve(true) }
    this.#waiters.add(waiter)
    try {
      return await Promise.race([arrival.promise, sleep(timeoutMs, false, { ref: false })])
    } finally {
      this.#waiters.delete(waiter)
    }
  }

  #take({ name, data }: QmpEvent): void {
    for (const waiter of this.#waiters) {
      if (waiter.name === name && waiter.matches(data)) waiter.resolve()
    }
    if (name === 'SHUTDOWN') {
      // QEMU waits then, so that a server which was away finds out how its guest ended; what it
      // tells of its own end afterwards is no news.
      if (this.#cause === 'crash') this.#cause = data.guest === true ? 'guest' : 'host'
      if (!this.#isRebooting) this.#execute('quit').catch(() => undefined)
    }
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

  #lost(): void {
    if (this.#client === undefined || this.#isReleased) return
    this.release()
    this.#options.onGone(this)
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
