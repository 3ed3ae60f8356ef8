/** The flags of `mallee hooks create`, as the settings that the server takes. */
import { readArguments } from './arguments.ts'
import { UsageError } from './usage.ts'

const USAGE = `usage: mallee hooks create NAME --image AMI --type T --command C
  [--bucket B] [--prefix P] [--suffix S] [--events put,copy,delete,restore]
  [--output-bucket O] [--output-prefix P] [--log-prefix P] [--dead-letter PREFIX]
  [--timeout 60s] [--memory 256M] [--output-size 1G] [--log-size 64K]
  [--concurrency N] [--retries N] [--reuse] [--endpoint URL]`

export function readHookFlags(argv: readonly string[]): {
  readonly endpoint: string | undefined
  readonly settings: Readonly<Record<string, unknown>>
} {
  const { values, positionals } = readArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      image: { type: 'string' },
      type: { type: 'string' },
      command: { type: 'string' },
      bucket: { type: 'string' },
      prefix: { type: 'string' },
      suffix: { type: 'string' },
      events: { type: 'string' },
      'output-bucket': { type: 'string' },
      'output-prefix': { type: 'string' },
      'log-prefix': { type: 'string' },
      'dead-letter': { type: 'string' },
      timeout: { type: 'string' },
      memory: { type: 'string' },
      'output-size': { type: 'string' },
      'log-size': { type: 'string' },
      concurrency: { type: 'string' },
      retries: { type: 'string' },
      reuse: { type: 'boolean' },
      endpoint: { type: 'string' },
    },
  })
  const [name, ...surplus] = positionals
  const { image: imageId, type: machineType, command, endpoint } = values
  const isWhole = name && imageId && machineType && command
  if (!isWhole || surplus.length > 0) throw new UsageError(USAGE)
  const settings = {
    name,
    imageId,
    machineType,
    command,
    bucket: values.bucket,
    prefix: values.prefix,
    suffix: values.suffix,
    events: values.events?.split(','),
    outputBucket: values['output-bucket'],
    outputPrefix: values['output-prefix'],
    logPrefix: values['log-prefix'],
    deadLetterPrefix: values['dead-letter'],
    timeoutMs: scaled(values.timeout, { s: 1_000, m: 60_000, h: 3_600_000 }, 's'),
    memoryBytes: scaled(values.memory, BYTES, 'M'),
    outputBytesMax: scaled(values['output-size'], BYTES, 'B'),
    logBytesMax: scaled(values['log-size'], BYTES, 'B'),
    concurrency: scaled(values.concurrency, { '': 1 }, ''),
    retries: scaled(values.retries, { '': 1 }, ''),
    reuse: values.reuse,
  }
  return { endpoint, settings }
}

const BYTES = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }

/** `5m`, `256M`; a number alone is in the unit named. */
function scaled(
  text: string | undefined,
  units: Readonly<Record<string, number>>,
  unit: string,
): number | undefined {
  if (text === undefined) return undefined
  const [, digits, suffix = ''] = /^(\d{1,12})([A-Za-z]?)$/.exec(text) ?? []
  const factor = units[suffix || unit]
  if (digits === undefined || factor === undefined) throw new UsageError(`${text} is no amount`)
  return Number(digits) * factor
}
