/**
 * The configuration: one schema for file, environment and flags. A flag wins over the environment,
 * the environment over the file, the file over the default. Unknown keys are errors everywhere.
 * `mallee --help` and docs/configuration.md are made from the same table.
 */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { parseBlock } from './compute/networks/ipv4.ts'
import { diskList, redundancy } from './disk-list.ts'
import { machineTypesSchema } from './machine-type-list.ts'
import { destinationsSchema } from './s3/notification/destinations/types.ts'
import { replicationEndpointsSchema } from './s3/replication/endpoints.ts'

interface Field {
  readonly schema: z.ZodType
  /** How help names its value. */
  readonly value: string
  readonly doc: string
  readonly default: string
  /** A flag without a value, which is the same as `on`. */
  readonly isSwitch?: true
}

const list = z.preprocess(
  value => (typeof value === 'string' ? value.split(',').filter(Boolean) : value),
  z.array(z.string().min(1)).max(64),
)

/** Larger than any block that makes sense, so that a typing error is not one. */
const publicPrefixMin = 8

const publicAddressBlocks = list.refine(
  blocks => blocks.every(text => (parseBlock(text)?.prefixBits ?? 0) >= publicPrefixMin),
  'must be blocks of IPv4 addresses such as 192.0.2.0/24',
)

const onOff = z.preprocess(
  value => (value === 'off' ? false : value === 'on' ? true : value),
  z.boolean(),
)

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

/** Each setting once. The name is the key in the file; flags and variables follow from it. */
export const settings = {
  data: {
    schema: z.string().min(1),
    value: 'DIR',
    default: './data',
    doc: 'Directory for objects, metadata and machines, where --disks does not say otherwise.',
  },
  disks: {
    schema: diskList,
    value: 'A,B,…',
    default: '',
    doc: 'Directories that hold the objects, one per disk, 1 to 64; `/mnt/disk{1...12}` is twelve. Empty: DIR/disk of --data.',
  },
  redundancy: {
    schema: redundancy,
    value: 'K+M',
    default: '',
    doc: 'How objects of the class STANDARD are kept on several disks: any M of them may be lost. Empty: by the number of disks (2: 1+1, 4: 2+2, 6: 4+2, 8: 5+3, 12: 8+4).',
  },
  reducedRedundancy: {
    schema: redundancy,
    value: 'K+M',
    default: '',
    doc: 'The same for REDUCED_REDUNDANCY. Empty: any one disk may be lost.',
  },
  acceptMissingDisks: {
    schema: onOff,
    value: '',
    isSwitch: true,
    default: 'off',
    doc: 'For one start: go on without disks that may know better than those that are here, or read what is left when too many are missing.',
  },
  listen: {
    schema: z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[^:\s]+):\d{1,5}$/, 'must be HOST:PORT'),
    value: 'HOST:PORT',
    default: '127.0.0.1:9000',
    doc: 'Address that S3, EC2, STS and the endpoints under /_/ answer on. Port 0: any free one.',
  },
  threads: {
    schema: wholeNumber(1, 64),
    value: 'N',
    default: String(Math.min(availableParallelism(), 8)),
    doc: 'Threads that answer HTTP. Default: one per processor, at most 8.',
  },
  region: {
    schema: z.string().regex(/^[a-z0-9-]{1,32}$/),
    value: 'NAME',
    default: 'us-east-1',
    doc: 'Region that signatures must name.',
  },
  domains: {
    schema: list,
    value: 'D,E,…',
    default: 'localhost',
    doc: 'Domains for virtual-host style: BUCKET.D is the bucket BUCKET.',
  },
  websiteDomains: {
    schema: list,
    value: 'D,E,…',
    default: '',
    doc: 'Domains for websites: BUCKET.D shows the bucket BUCKET as its website configuration says.',
  },
  accessLogIntervalMs: {
    schema: wholeNumber(10, 86_400_000),
    value: 'MS',
    default: '300000',
    doc: 'How long lines of buckets’ access logs are collected before they are delivered.',
  },
  destinations: {
    schema: destinationsSchema,
    value: 'JSON',
    default: '',
    doc: 'Where notifications of buckets may be sent: a list of objects; see docs/notifications.md.',
  },
  replicationEndpoints: {
    schema: replicationEndpointsSchema,
    value: 'JSON',
    default: '',
    doc: 'Other S3 endpoints that objects may be replicated to: a list of objects; see docs/replication.md.',
  },
  eventRetentionHours: {
    schema: wholeNumber(1, 8760),
    value: 'H',
    default: '336',
    doc: 'How long an event waits for a destination that does not take it before it is given up.',
  },
  eventsQueuedMax: {
    schema: wholeNumber(1, 1_000_000_000),
    value: 'N',
    default: '1000000',
    doc: 'Events of one account that wait for one destination or hook; beyond it the oldest are given up.',
  },
  hooksConcurrencyMax: {
    schema: wholeNumber(1, 10_000),
    value: 'N',
    default: '8',
    doc: 'Events that compute hooks work on at once, of all accounts.',
  },
  hooksAccountConcurrencyMax: {
    schema: wholeNumber(1, 10_000),
    value: 'N',
    default: '8',
    doc: 'Events that the compute hooks of one account work on at once.',
  },
  hooksDepthMax: {
    schema: wholeNumber(1, 1_000),
    value: 'N',
    default: '8',
    doc: 'Compute hooks in a row that may start one another; an event beyond it is refused as a loop.',
  },
  logLevel: {
    schema: z.enum(['debug', 'info', 'warn', 'error']),
    value: 'LEVEL',
    default: 'info',
    doc: 'Least severe messages shown: debug (every request), info, warn or error.',
  },
  logFormat: {
    schema: z.enum(['auto', 'json', 'text']),
    value: 'FORMAT',
    default: 'auto',
    doc: 'json: a line of JSON each; text: for people; auto: text on a terminal.',
  },
  stopTimeoutMs: {
    schema: wholeNumber(0, 3_600_000),
    value: 'MS',
    default: '10000',
    doc: 'How long a stop waits for requests in flight.',
  },
  connectionsMax: {
    schema: wholeNumber(1, 100_000),
    value: 'N',
    default: '4096',
    doc: 'Connections at once, each thread; more are refused.',
  },
  compute: {
    schema: onOff,
    value: 'on|off',
    default: 'on',
    doc: 'Run machines on this host through QEMU.',
  },
  monitoringInterval: {
    schema: wholeNumber(10, 3600),
    value: 'SECONDS',
    default: '60',
    doc: 'How often the figures of machines are looked at, for CloudWatch, metrics and status checks.',
  },
  publicAddresses: {
    schema: publicAddressBlocks,
    value: 'A/B,…',
    default: '127.100.0.0/16',
    doc: 'Blocks of IPv4 addresses for Elastic IPs and public addresses of machines; this host answers for them. Those of the loopback are reachable from this host alone.',
  },
  runtimeDir: {
    schema: z.string(),
    value: 'DIR',
    default: '',
    doc: 'Short path for the sockets of machines. Empty: a folder of this deployment in /run or /tmp.',
  },
  jobsRequestsMax: {
    schema: wholeNumber(1, 1_000_000),
    value: 'N',
    default: '1000',
    doc: 'Requests a second that background jobs (lifecycle and others) make at most.',
  },
  jobsBandwidthMax: {
    schema: wholeNumber(1, 1_000_000),
    value: 'MIB',
    default: '64',
    doc: 'What background jobs read or send at most, MiB a second.',
  },
  upkeepBandwidthMax: {
    schema: wholeNumber(1, 1_000_000),
    value: 'MIB',
    default: '32',
    doc: 'What scrubbing and healing of disks read and write at most, MiB a second.',
  },
  scrubIntervalDays: {
    schema: wholeNumber(0, 3650),
    value: 'DAYS',
    default: '14',
    doc: 'From the end of one scrub, which reads and checks everything, to the next. 0: only when asked for.',
  },
  dayLengthSeconds: {
    schema: wholeNumber(1, 86_400),
    value: 'S',
    default: '86400',
    doc: 'Length of a day for jobs that count days, such as lifecycle. Shorter days are for tests.',
  },
  machineMemoryMax: {
    schema: wholeNumber(0, 2 ** 40),
    value: 'MIB',
    default: '0',
    doc: 'Memory for all machines of this host, MiB. 0: three quarters of the host’s.',
  },
  machineTypes: {
    schema: machineTypesSchema,
    value: 'JSON',
    default: '',
    doc: 'Types of machines instead of the built-in ones: a list of objects with name, vcpus, memoryMib, and, if disks are to be limited, diskMibPerSecond and diskOperationsPerSecond. Empty: those of AWS’s families t2, t3, m5 to m7, c5 to c7 and r5 to r7.',
  },
  machinePlacement: {
    schema: z.enum(['spread', 'pack']),
    value: 'spread|pack',
    default: 'spread',
    doc: 'Where machines go when several hypervisors have room: the emptiest, or the fullest.',
  },
  vcpuOvercommit: {
    schema: z.coerce.number().min(1).max(64),
    value: 'RATIO',
    default: '8',
    doc: 'Virtual CPUs handed out for each processor of a hypervisor. Memory is handed out once.',
  },
  accountMachinesMax: {
    schema: wholeNumber(0, 1_000_000),
    value: 'N',
    default: '0',
    doc: 'Machines that one account may have running at once. 0: no limit.',
  },
  accountVcpusMax: {
    schema: wholeNumber(0, 1_000_000),
    value: 'N',
    default: '0',
    doc: 'Virtual CPUs that the running machines of one account may have together. 0: no limit.',
  },
  hooksWarmMemoryMax: {
    schema: wholeNumber(0, 2 ** 40),
    value: 'MIB',
    default: '1024',
    doc: 'Memory for machines of compute hooks that wait for events, MiB. 0: none waits.',
  },
  hooksSavedMax: {
    schema: wholeNumber(0, 2 ** 40),
    value: 'MIB',
    default: '8192',
    doc: 'Disk for saved machines of compute hooks, MiB; those used longest ago go first.',
  },
  defaultEncryption: {
    schema: z.enum(['off', 'AES256']),
    value: 'off|AES256',
    default: 'off',
    doc: 'Encryption of new objects where neither the request nor the bucket says anything.',
  },
  keyFile: {
    schema: z.string(),
    value: 'FILE',
    default: '',
    doc: 'Root key of server-side encryption, on none of the disks. Empty: DIR/keys/root.json of --data.',
  },
  keyPassphraseFile: {
    schema: z.string(),
    value: 'FILE',
    default: '',
    doc: 'File with a passphrase that wraps the root key. Empty: the root key lies in its file in the clear.',
  },
  vaultUrl: {
    schema: z.string(),
    value: 'URL',
    default: '',
    doc: 'Address of a Vault or OpenBao whose transit engine keeps the keys. Empty: the built-in store.',
  },
  vaultTokenFile: {
    schema: z.string(),
    value: 'FILE',
    default: '',
    doc: 'File with the token for --vault-url.',
  },
  vaultMount: {
    schema: z.string().regex(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/),
    value: 'PATH',
    default: 'transit',
    doc: 'Where the transit engine is mounted.',
  },
  vaultKeyPrefix: {
    schema: z.string().regex(/^[A-Za-z0-9_-]{0,64}$/),
    value: 'TEXT',
    default: 'mallee-',
    doc: 'Begins the names of all keys in the transit engine.',
  },
} as const satisfies Record<string, Field>

type Settings = typeof settings
export type SettingName = keyof Settings
export type Config = { readonly [Name in SettingName]: z.output<Settings[Name]['schema']> }

/** Bad configuration: the message is for the person who wrote it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const names = Object.keys(settings) as SettingName[]
const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
export const flagOf = (name: string): string => `--${kebab(name)}`
export const variableOf = (name: string): string =>
  `MALLEE_${kebab(name).replaceAll('-', '_').toUpperCase()}`

/** Variables that are not settings. */
const otherVariables = new Set([
  'MALLEE_ROOT_ACCESS_KEY',
  'MALLEE_ROOT_SECRET_KEY',
  'MALLEE_CONFIG',
])

/** What one source says: raw values by setting, and where each came from for messages. */
type Source = Map<SettingName, { raw: unknown; origin: string }>

/**
 * @param flags values by flag name without dashes, as `util.parseArgs` gives them
 * @param environment usually process.env
 */
export function loadConfig(
  flags: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const path = flags.config ?? environment.MALLEE_CONFIG
  const merged: Source = new Map(
    names.map(name => [name, { raw: settings[name].default, origin: 'default' }]),
  )
  for (const source of [
    path ? fromFile(path) : [],
    fromEnvironment(environment),
    fromFlags(flags),
  ]) {
    for (const [name, value] of source) merged.set(name, value)
  }
  const entries = [...merged].map(([name, { raw, origin }]) => [name, parse(name, raw, origin)])
  // Every name is present and parsed by its own schema, which is what Config says.
  return Object.fromEntries(entries) as Config
}

function parse(name: SettingName, raw: unknown, origin: string): unknown {
  const result = settings[name].schema.safeParse(raw)
  if (result.success) return result.data
  const reason = result.error.issues.map(issue => issue.message).join('; ')
  throw new ConfigError(`${origin}: ${name}: ${reason}`)
}

function fromFile(path: string): Source {
  const source: Source = new Map()
  for (const [key, raw] of Object.entries(readJsonObject(path))) {
    if (!isSetting(key)) {
      throw new ConfigError(`${path}: unknown key ${key}; known keys: ${names.join(', ')}`)
    }
    source.set(key, { raw, origin: path })
  }
  return source
}

function readJsonObject(path: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(`cannot read the configuration file ${path}: ${reason}`, { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${path}: must hold one JSON object`)
  }
  return { ...value }
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Source {
  const byVariable = new Map(names.map(name => [variableOf(name), name]))
  const source: Source = new Map()
  for (const [variable, raw] of Object.entries(environment)) {
    if (!variable.startsWith('MALLEE_') || otherVariables.has(variable)) continue
    const name = byVariable.get(variable)
    if (!name) throw new ConfigError(`unknown environment variable ${variable}`)
    source.set(name, { raw, origin: variable })
  }
  return source
}

function fromFlags(flags: Readonly<Record<string, string | undefined>>): Source {
  const source: Source = new Map()
  for (const name of names) {
    const raw = flags[kebab(name)]
    if (raw !== undefined) source.set(name, { raw, origin: flagOf(name) })
  }
  return source
}

function isSetting(key: string): key is SettingName {
  return Object.hasOwn(settings, key)
}

/** Options for `util.parseArgs`. */
export function flagOptions(): Record<string, { type: 'boolean' | 'string' }> {
  const flags = names.map(name => {
    const { isSwitch }: Field = settings[name]
    return [kebab(name), { type: isSwitch ? 'boolean' : 'string' }] as const
  })
  return { ...Object.fromEntries(flags), config: { type: 'string' } }
}

/** One row per setting, for help and docs. */
export function settingRows(): {
  flag: string
  variable: string
  key: string
  doc: string
  fallback: string
}[] {
  return names.map(name => ({
    flag: `${flagOf(name)} ${settings[name].value}`.trimEnd(),
    variable: variableOf(name),
    key: name,
    doc: settings[name].doc,
    fallback: settings[name].default,
  }))
}
