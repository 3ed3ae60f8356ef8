/** The JSON of a request, read field by field; what is not as KMS has it is a ValidationException. */
import { KmsApiError } from './errors.ts'

export type Fields = Readonly<Record<string, unknown>>

export function invalid(message: string): KmsApiError {
  return new KmsApiError('ValidationException', message)
}

export function optionalText(
  fields: Fields,
  name: string,
  lengthMax: number = 2048,
): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' && value.length <= lengthMax) return value
  throw invalid(`${name} must be a string of at most ${lengthMax} characters`)
}

export function text(fields: Fields, name: string, lengthMax?: number): string {
  const value = optionalText(fields, name, lengthMax)
  if (value !== undefined && value !== '') return value
  throw invalid(`1 validation error detected: Value null at '${name}' must not be null`)
}

export function optionalNumber(
  fields: Fields,
  name: string,
  [min, max]: readonly [number, number],
): number | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
    return value
  }
  throw invalid(`${name} must be between ${min} and ${max}`)
}

/** Base64 of 1 to `bytesMax` bytes. */
export function bytes(fields: Fields, name: string, bytesMax: number): Buffer {
  const value = Buffer.from(text(fields, name, bytesMax * 2), 'base64')
  if (value.length > 0 && value.length <= bytesMax) return value
  throw invalid(`${name} must have 1 to ${bytesMax} bytes`)
}

export function stringMap(fields: Fields, name: string): Readonly<Record<string, string>> {
  const value = fields[name] ?? {}
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(`${name} must be a map`)
  const pairs: [string, string][] = []
  for (const [key, item] of Object.entries(value ?? {})) {
    if (typeof item !== 'string') throw invalid(`${name} must be a map of strings`)
    pairs.push([key, item])
  }
  return Object.fromEntries(pairs)
}

const TAGS_MAX = 50

/** `[{"TagKey": …, "TagValue": …}]` */
export function tags(fields: Fields): Readonly<Record<string, string>> {
  const value = fields.Tags ?? []
  if (!Array.isArray(value) || value.length > TAGS_MAX) throw invalid('Tags must be a list')
  const pairs = value.map((tag: unknown): [string, string] => {
    if (typeof tag !== 'object' || tag === null) throw invalid('Tags must be a list of tags')
    const each: Fields = { ...tag }
    return [text(each, 'TagKey', 128), optionalText(each, 'TagValue', 256) ?? '']
  })
  return Object.fromEntries(pairs)
}

export function names(fields: Fields, name: string): readonly string[] {
  const value = fields[name]
  const isList = Array.isArray(value) && value.every(item => typeof item === 'string')
  if (isList && value.length <= TAGS_MAX) return value
  throw invalid(`${name} must be a list of strings`)
}
