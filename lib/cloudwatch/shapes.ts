/**
 * What operations take, described once for all protocols: a shape checks and converts a value that
 * came as JSON or CBOR, and a tree of parameters (Query), where lists are `Name.member.N`.
 */
import type { ParameterNode } from '../ec2/wire/form.ts'
import { CloudWatchError } from './errors.ts'

export type Shape =
  | 'text'
  | 'number'
  | 'flag'
  /** Milliseconds since 1970. */
  | 'time'
  | { readonly list: Shape; readonly countMax: number }
  | FieldsShape

export interface FieldsShape {
  readonly fields: { readonly [name: string]: Shape }
}

export type Input<S> = S extends 'text'
  ? string
  : S extends 'number' | 'time'
    ? number
    : S extends 'flag'
      ? boolean
      : S extends { readonly list: infer Item }
        ? readonly Input<Item>[]
        : S extends { readonly fields: infer Fields }
          ? { readonly [Name in keyof Fields]: Input<Fields[Name]> | undefined }
          : never

const textLengthMax = 2_048

/** Throws CloudWatchError. Members that no shape names are ignored, as AWS does. */
export function decodeInput<S extends FieldsShape>(shape: S, value: unknown): Input<S> {
  // convert() gives what the shape describes, which Input spells as a type.
  return convert(shape, value, '') as Input<S>
}

/** The parameters of a Query request as JSON would say them, with every value a text. */
export function fromParameters(shape: Shape, node: ParameterNode): unknown {
  if (typeof shape === 'string') return node.value
  if ('list' in shape) {
    const members = node.children.get('member')?.children ?? new Map<string, ParameterNode>()
    const numbered = [...members].map(([name, member]) => [Number(name), member] as const)
    const isList = numbered.every(([number]) => Number.isInteger(number))
    if (!isList) throw new CloudWatchError('MalformedInput', 'A number of a list is malformed')
    return numbered
      .sort(([one], [other]) => one - other)
      .map(([, member]) => fromParameters(shape.list, member))
  }
  const entries = [...node.children].flatMap(([name, child]) => {
    const member = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined
    return member === undefined ? [] : [[name, fromParameters(member, child)] as const]
  })
  return Object.fromEntries(entries)
}

function convert(shape: Shape, value: unknown, path: string): unknown {
  if (value === undefined || value === null) return undefined
  switch (shape) {
    case 'text':
      if (typeof value === 'string' && value.length <= textLengthMax) return value
      break
    case 'number':
      return toNumber(value, path)
    case 'flag':
      if (typeof value === 'boolean') return value
      if (value === 'true' || value === 'false') return value === 'true'
      break
    case 'time':
      return toTime(value, path)
    default:
      return 'list' in shape ? convertList(shape, value, path) : convertFields(shape, value, path)
  }
  throw malformed(path)
}

function convertList(
  shape: { readonly list: Shape; readonly countMax: number },
  value: unknown,
  path: string,
): unknown {
  if (!Array.isArray(value)) throw malformed(path)
  if (value.length > shape.countMax) {
    const message = `The collection ${path} must not have a size greater than ${shape.countMax}.`
    throw new CloudWatchError('InvalidParameterValue', message)
  }
  return value.map((item, index) => convert(shape.list, item, `${path}.member.${index + 1}`))
}

function convertFields({ fields }: FieldsShape, value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path)
  // A non-null object that is no array has string keys and unknown values, which the type says.
  const members = value as Readonly<Record<string, unknown>>
  const prefix = path === '' ? '' : `${path}.`
  return Object.fromEntries(
    Object.entries(fields).map(([name, member]) => [
      name,
      Object.hasOwn(members, name) ? convert(member, members[name], prefix + name) : undefined,
    ]),
  )
}

function toNumber(value: unknown, path: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw malformed(path)
  return number
}

const timeMax = 8.64e15

/** Seconds since 1970, or ISO 8601. */
function toTime(value: unknown, path: string): number {
  const isSeconds = typeof value === 'number' || /^\d+(\.\d+)?$/.test(String(value))
  const ms = value instanceof Date ? value.getTime() : isSeconds ? Number(value) * 1000 : undefined
  const time = ms ?? (typeof value === 'string' ? Date.parse(value) : Number.NaN)
  if (!(Math.abs(time) <= timeMax)) throw malformed(path)
  return Math.round(time)
}

function malformed(path: string): CloudWatchError {
  return new CloudWatchError('MalformedInput', `The parameter ${path || 'list'} is malformed.`)
}
