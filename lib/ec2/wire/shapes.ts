/**
 * How the generated tables describe a structure: one row per member, of its name in the API, its
 * name on the wire, and its type. A type is `string`, `number`, `boolean`, `timestamp`, `blob` or
 * the name of a structure; `T[]` is a list of it; in outputs `T[]>item` names the list's elements.
 */
export type Member = readonly [name: string, wireName: string, type: string]
export type Shapes = { readonly [shape: string]: readonly Member[] }

export interface MemberType {
  /** A scalar's name, or a structure's. */
  readonly element: string
  readonly isList: boolean
  /** The element's XML name, for lists in outputs. */
  readonly itemName: string
}

export function parseMemberType(type: string): MemberType {
  const [element = '', itemName] = type.split('[]>')
  if (itemName !== undefined) return { element, isList: true, itemName }
  const isList = type.endsWith('[]')
  return { element: isList ? type.slice(0, -2) : type, isList, itemName: '' }
}
