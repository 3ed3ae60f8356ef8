/**
 * Shapes of XML documents: what elements there may be, how often, and what is in them. Reading gives
 * plain JSON under the elements' own names and in the shape's order, so that a configuration is kept
 * as it was read and written back as it is kept. As with AWS's published schema, an element that the
 * shape does not know, or one too many, makes the document MalformedXML.
 */
import type { XmlElement } from '../http/xml.ts'
import { S3Error } from './errors.ts'

/** Reads one element; throws MalformedXML. */
export type Shape<Value> = (element: XmlElement) => Value

/** How often an element may stand in its parent, and what it is. */
export interface Field<Value> {
  /** Of all elements of that name, in their order. */
  read(elements: readonly XmlElement[]): Value
}

type Fields = Readonly<Record<string, Field<unknown>>>
type Read<Values extends Fields> = {
  [Name in keyof Values]: Values[Name] extends Field<infer Value> ? Value : never
}
/** What may be `undefined` is left out instead. */
export type Structure<Values extends Fields> = {
  readonly [Name in keyof Values as undefined extends Read<Values>[Name]
    ? never
    : Name]: Read<Values>[Name]
} & {
  readonly [Name in keyof Values as undefined extends Read<Values>[Name] ? Name : never]?: Exclude<
    Read<Values>[Name],
    undefined
  >
}
export type ShapeOf<Reader> = Reader extends Shape<infer Value> ? Value : never

/** An element with child elements and nothing else, in any order. */
export function structure<Values extends Fields>(fields: Values): Shape<Structure<Values>> {
  return element => {
    const known = new Map<string, XmlElement[]>(Object.keys(fields).map(name => [name, []]))
    for (const child of element.children) {
      const list = known.get(child.name)
      if (list === undefined) throw malformed()
      list.push(child)
    }
    const values: Record<string, unknown> = {}
    for (const [name, elements] of known) {
      const value = fields[name]?.read(elements)
      if (value !== undefined) values[name] = value
    }
    // Each field was read by its own shape, which is what Structure says.
    return values as Structure<Values>
  }
}

export function required<Value>(shape: Shape<Value>): Field<Value> {
  return {
    read(elements) {
      const [element] = elements
      if (element === undefined || elements.length > 1) throw malformed()
      return shape(element)
    },
  }
}

export function optional<Value>(shape: Shape<Value>): Field<Value | undefined> {
  return {
    read(elements) {
      const [element] = elements
      if (elements.length > 1) throw malformed()
      return element && shape(element)
    },
  }
}

/** The element repeated, any number of times; absent where there is none. */
export function repeated<Value>(shape: Shape<Value>): Field<readonly Value[] | undefined> {
  return { read: elements => (elements.length === 0 ? undefined : elements.map(shape)) }
}

/** The element repeated, once at least. */
export function repeatedOnce<Value>(shape: Shape<Value>): Field<readonly Value[]> {
  return {
    read(elements) {
      if (elements.length === 0) throw malformed()
      return elements.map(shape)
    },
  }
}

/** As it stands, spaces and all. */
export const text: Shape<string> = element => {
  if (element.children.length > 0) throw malformed()
  return element.text
}

const INTEGER = /^[+-]?\d{1,10}$/
const INTEGER_MAX = 2_147_483_647

/** 32 bits, as AWS's schema has it. */
export const integer: Shape<number> = element => {
  const digits = text(element).trim()
  const value = Number(digits)
  if (!INTEGER.test(digits) || Math.abs(value) > INTEGER_MAX) throw malformed()
  return value
}

const LONG = /^\d{1,16}$/

/** A count of bytes. */
export const byteCount: Shape<number> = element => {
  const digits = text(element).trim()
  const value = Number(digits)
  if (!LONG.test(digits) || !Number.isSafeInteger(value)) throw malformed()
  return value
}

export const flag: Shape<boolean> = element => {
  switch (text(element).trim().toLowerCase()) {
    case 'true':
      return true
    case 'false':
      return false
    default:
      throw malformed()
  }
}

/** One of these words, to the letter. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Shape<Word> {
  return element => {
    const value = text(element).trim()
    const word = words.find(known => known === value)
    if (word === undefined) throw malformed()
    return word
  }
}

function malformed(): S3Error {
  return new S3Error('MalformedXML')
}
