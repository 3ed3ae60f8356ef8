/**
 * The second serial port of a hook's machine. Lines, and between them the command's output as it is:
 *
 *     guest → "mallee-hook ready yes|no"     whether it can make new random numbers when it is told to
 *     here  → "run SECONDS ENTROPY MACHINE_ID END"
 *     guest → the command's output, then END
 *
 * END is drawn for each event, so that no output ends by chance before it is over.
 */
import type { Duplex } from 'node:stream'

const readyLine = /mallee-hook ready (yes|no)\r?\n/
/** The guest's kernel may say something on this port before the agent does. */
const greetingCharactersMax = 4096

export interface RunLine {
  readonly seconds: number
  /** Hexadecimal, as is the rest. */
  readonly entropy: string
  readonly machineId: string
  readonly end: string
}

export interface CommandLog {
  readonly bytes: Uint8Array
  readonly isTruncated: boolean
}

/** Reads all that the guest says, always: what nobody reads would hold it up. */
export class ControlPort {
  readonly #stream: Duplex
  readonly #ready = Promise.withResolvers<boolean>()
  #take: (chunk: Buffer) => void

  constructor(stream: Duplex) {
    this.#stream = stream
    this.#take = this.#greeting()
    stream.on('data', (chunk: Buffer) => this.#take(chunk))
    stream.on('error', () => undefined)
  }

  /** Whether the guest can renew its random numbers; resolves when its agent waits for an event. */
  get ready(): Promise<boolean> {
    return this.#ready.promise
  }

  /** Lets the agent begin and keeps what the command says, `bytesMax` of it. */
  run(line: RunLine, bytesMax: number): LogCollector {
    const collector = new LogCollector(Buffer.from(line.end), bytesMax)
    this.#take = chunk => collector.take(chunk)
    const { seconds, entropy, machineId, end } = line
    this.#stream.write(`run ${seconds} ${entropy} ${machineId} ${end}\n`)
    return collector
  }

  #greeting(): (chunk: Buffer) => void {
    let text = ''
    return chunk => {
      text = (text + chunk.toString('latin1')).slice(-greetingCharactersMax)
      const found = readyLine.exec(text)
      if (found) this.#ready.resolve(found[1] === 'yes')
    }
  }
}

/** The output of one command: its beginning is kept, the rest is only searched for its end. */
export class LogCollector {
  readonly #end: Buffer
  readonly #bytesMax: number
  /** Grows with what comes, by doubling, up to the bound. */
  #kept = Buffer.alloc(0)
  readonly #over = Promise.withResolvers<void>()
  /** The last bytes of what came, in which the end may have begun. */
  #tail = Buffer.alloc(0)
  #keptBytes = 0
  #seenBytes = 0
  #isOver = false

  constructor(end: Buffer, bytesMax: number) {
    this.#end = end
    this.#bytesMax = bytesMax
  }

  /** Resolves when all output is here. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  take(chunk: Buffer): void {
    if (this.#isOver) return
    const searched = Buffer.concat([this.#tail, chunk])
    const at = searched.indexOf(this.#end)
    const isOver = at >= 0
    const news = isOver ? Math.max(0, at - this.#tail.length) : chunk.length
    this.#keep(chunk.subarray(0, news))
    this.#seenBytes += isOver ? at - this.#tail.length : chunk.length
    this.#tail = Buffer.from(searched.subarray(-(this.#end.length - 1)))
    if (!isOver) return
    this.#isOver = true
    this.#over.resolve()
  }

  result(): CommandLog {
    const lengthBytes = Math.min(this.#seenBytes, this.#keptBytes)
    return {
      bytes: this.#kept.subarray(0, lengthBytes),
      isTruncated: this.#seenBytes > this.#bytesMax,
    }
  }

  #keep(bytes: Buffer): void {
    const sizeBytes = Math.min(this.#keptBytes + bytes.length, this.#bytesMax)
    if (sizeBytes > this.#kept.length) {
      const room = Buffer.alloc(
        Math.min(Math.max(sizeBytes, 2 * this.#kept.length), this.#bytesMax),
      )
      this.#kept.copy(room, 0, 0, this.#keptBytes)
      this.#kept = room
    }
    this.#keptBytes += bytes.copy(this.#kept, this.#keptBytes, 0, sizeBytes - this.#keptBytes)
  }
}
