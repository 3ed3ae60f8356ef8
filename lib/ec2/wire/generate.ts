/**
 * Writes wire.generated.ts and lib/sts/actions.generated.ts from the schemas that the AWS SDK
 * publishes, so that nobody types a wire name. Run by hand after tabledActions changed:
 * `node lib/ec2/wire/generate.ts`.
 *
 * The SDK's schemas are tuples: [9, namespace, name, traits, input, output] is an operation,
 * [3, …, traits, member names, member schemas] a structure, [1, …, traits, value] a list,
 * [0, …, traits, number] a simple type with a name; a number is a simple type, plus 64 for a list
 * of it. A reference is a function or a pair of schema and traits.
 */
import { writeFile } from 'node:fs/promises'
import * as ec2 from '@aws-sdk/client-ec2'
import * as sts from '@aws-sdk/client-sts'
import { tabledActions } from './actions.ts'

type Tuple = readonly unknown[]
type Traits = { readonly xmlName?: string; readonly ec2QueryName?: string }
/** A type in the table and in TypeScript; `item` as in shapes.ts, for lists. */
interface TypeText {
  readonly table: string
  readonly item?: string
  readonly typescript: string
}

const simpleTypes: Readonly<Record<number, readonly [table: string, typescript: string]>> = {
  0: ['string', 'string'],
  1: ['number', 'number'],
  2: ['boolean', 'boolean'],
  4: ['timestamp', 'Date'],
  5: ['timestamp', 'Date'],
  21: ['blob', 'Uint8Array'],
}

const isTuple = (value: unknown): value is Tuple => Array.isArray(value)

/** Resolves lazy references and pairs of schema and traits. */
function dereference(reference: unknown): { schema: unknown; traits: Traits } {
  if (typeof reference === 'function') return dereference(reference())
  if (isTuple(reference) && (typeof reference[0] === 'function' || reference.length === 2)) {
    const [inner, own] = reference
    const { schema, traits } = dereference(inner)
    // Traits are an object, or a number of flags without names.
    return { schema, traits: typeof own === 'object' ? { ...traits, ...(own as Traits) } : traits }
  }
  return { schema: reference, traits: {} }
}

/** Collects the structures that are reached from the operations' inputs or outputs. */
class ShapeCollector {
  readonly structures = new Map<string, string>()
  readonly interfaces = new Map<string, string>()
  readonly #direction: 'input' | 'output'

  constructor(direction: 'input' | 'output') {
    this.#direction = direction
  }

  type(reference: unknown): TypeText {
    const { schema } = dereference(reference)
    if (typeof schema === 'number') return this.#simple(schema)
    if (!isTuple(schema)) throw new Error(`unexpected schema ${String(schema)}`)
    const [kind, , name] = schema
    if (kind === 0) return this.type(schema[4])
    if (kind === 3) return this.#structure(String(name), schema)
    if (kind === 1) return this.#list(schema[4])
    throw new Error(`unexpected kind of schema ${String(kind)} (${String(name)})`)
  }

  #simple(code: number): TypeText {
    const isList = (code & 64) !== 0
    const [table, typescript] = simpleTypes[code & ~64] ?? []
    if (table === undefined) throw new Error(`unexpected simple schema ${code}`)
    return isList
      ? { table, item: this.#itemName({}), typescript: `readonly ${typescript}[]` }
      : { table, typescript: `${typescript}` }
  }

  #list(value: unknown): TypeText {
    const { traits } = dereference(value)
    const { table, typescript } = this.type(value)
    return { table, item: this.#itemName(traits), typescript: `readonly ${typescript}[]` }
  }

  #itemName(traits: Traits): string {
    return this.#direction === 'output' ? (traits.xmlName ?? 'member') : '#'
  }

  #structure(name: string, schema: Tuple): TypeText {
    const typescript = `${name}${this.#direction === 'input' ? 'Input' : 'Output'}`
    if (this.structures.has(name)) return { table: name, typescript }
    this.structures.set(name, '')
    const [names, references] = [schema[4], schema[5]]
    if (!isTuple(names) || !isTuple(references)) throw new Error(`unexpected structure ${name}`)
    const rows: string[] = []
    const members: string[] = []
    names.forEach((key, position) => {
      const member = String(key)
      const { traits } = dereference(references[position])
      const type = this.type(references[position])
      const row = [member, this.#wireName(member, traits), type.table]
      if (type.item) row.push(type.item)
      rows.push(`[${row.map(text => `'${text}'`).join(', ')}],`)
      members.push(`readonly ${member}?: ${type.typescript} | undefined`)
    })
    this.structures.set(name, rows.join('\n    '))
    this.interfaces.set(typescript, members.join('\n  '))
    return { table: name, typescript }
  }

  /** The rules of the ec2Query protocol: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
  #wireName(member: string, traits: Traits): string {
    const name = traits.xmlName ?? member
    if (this.#direction === 'output') return name
    return traits.ec2QueryName ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  }
}

function operationsOf(client: object): Map<string, Tuple> {
  const operations = Object.values(client).filter(value => isTuple(value) && value[0] === 9)
  return new Map(operations.map(tuple => [String(tuple[2]), tuple]))
}

function renderTable(name: string, collector: ShapeCollector): string {
  const rows = [...collector.structures].map(([shape, members]) =>
    members === '' ? `  ${shape}: [],` : `  ${shape}: [\n    ${members}\n  ],`,
  )
  return `export const ${name}: Shapes = {\n${rows.join('\n')}\n}\n`
}

function renderInterfaces(collector: ShapeCollector): string {
  return [...collector.interfaces]
    .map(([name, members]) =>
      members === ''
        ? `export type ${name} = object\n`
        : `export interface ${name} {\n  ${members}\n}\n`,
    )
    .join('\n')
}

function renderEc2(): string {
  const operations = operationsOf(ec2)
  const inputs = new ShapeCollector('input')
  const outputs = new ShapeCollector('output')
  const actions: string[] = []
  const types: string[] = []
  for (const name of tabledActions) {
    const [, , , , input, output] = operations.get(name) ?? []
    const inputType = inputs.type(input)
    // The text `unit` is the SDK's schema of nothing.
    const isVoid = dereference(output).schema === 'unit'
    const outputType = isVoid ? { table: '', typescript: 'undefined' } : outputs.type(output)
    actions.push(`  ${name}: { input: '${inputType.table}', output: '${outputType.table}' },`)
    types.push(
      `  readonly ${name}: { input: ${inputType.typescript}; output: ${outputType.typescript} }`,
    )
  }
  return `${header}import type { Shapes } from './shapes.ts'

/** Shape names of each action; an empty output means that it only says \`true\`. */
export const actions = {
${actions.join('\n')}
} as const

/** The types of each action's input and output. */
export interface Actions {
${types.join('\n')}
}

/** All action names of the service. */
export const actionNames: ReadonlySet<string> = new Set(\n  ('${[...operations.keys()].sort().join(' ')}').split(' '),\n)

${renderTable('inputShapes', inputs)}
${renderTable('outputShapes', outputs)}
${renderInterfaces(inputs)}
${renderInterfaces(outputs)}`
}

const header = `// Written by lib/ec2/wire/generate.ts from the schemas of the AWS SDK. Do not edit.\n`

const stsNames = [...operationsOf(sts).keys()].sort()
await writeFile(new URL('wire.generated.ts', import.meta.url), renderEc2())
await writeFile(
  new URL('../../sts/actions.generated.ts', import.meta.url),
  `${header}/** All action names of the Security Token Service. */
export const stsActionNames: ReadonlySet<string> = new Set([
${stsNames.map(name => `  '${name}',`).join('\n')}
])
`,
)
