/** From an operation's plain output to the XML of its answer, by the generated table. */
import { formatXml, type XmlContent, type XmlNode } from '../../http/xml.ts'
import type { Member, Shapes } from './shapes.ts'
import { outputShapes } from './wire.generated.ts'

export const defaultVersion = '2016-11-15'

/**
 * `<RunInstancesResponse xmlns="…/2016-11-15/"><requestId>…`. The version is the caller's: old
 * tools check the namespace. An empty shape says `<return>true</return>`.
 */
export function encodeOutput(options: {
  readonly action: string
  readonly shape: string
  readonly output: object | undefined
  readonly requestId: string
  readonly version: string
}): string {
  const content =
    options.shape === ''
      ? { return: 'true' }
      : encodeStructure(outputShapes, options.shape, options.output ?? {})
  return formatXml(
    `${options.action}Response`,
    { requestId: options.requestId, ...content },
    `http://ec2.amazonaws.com/doc/${options.version}/`,
  )
}

function encodeStructure(shapes: Shapes, shape: string, value: object): XmlNode {
  const members = shapes[shape]
  if (!members) throw new Error(`no output shape ${shape}`)
  // The types that belong to the table say what is below each name; here it is found out again.
  const values = value as { readonly [name: string]: unknown }
  const node: { [name: string]: XmlContent } = {}
  for (const member of members) {
    const content = values[member[0]]
    if (content !== undefined) node[member[1]] = encodeMember(shapes, member, content)
  }
  return node
}

function encodeMember(shapes: Shapes, member: Member, content: unknown): XmlContent {
  const [, , element, item] = member
  if (!item) return encodeElement(shapes, element, content)
  if (!Array.isArray(content)) throw new TypeError(`a list of ${element} is not an array`)
  return { [item]: content.map(each => encodeElement(shapes, element, each)) }
}

function encodeElement(shapes: Shapes, element: string, content: unknown): XmlContent {
  if (element in shapes && typeof content === 'object' && content !== null) {
    return encodeStructure(shapes, element, content)
  }
  if (content instanceof Date) return content.toISOString()
  if (content instanceof Uint8Array) return Buffer.from(content).toString('base64')
  if (typeof content === 'string' || typeof content === 'boolean') return content
  if (typeof content === 'number') return content
  throw new TypeError(`not a ${element}: ${typeof content}`)
}
