/**
 * XML as AWS writes and accepts it. Writing is our own: plain data in, text out, fast enough for
 * listings of a thousand keys. Reading is fast-xml-parser's behind strict bounds: no document type,
 * no entities but the five of XML itself, bounded depth; the caller bounds the size.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An element's content: arrays repeat the element, `undefined` leaves it out. */
export type XmlContent =
  | string
  | number
  | boolean
  | XmlNode
  | XmlFragment
  | undefined
  | readonly XmlContent[]

/** Whole elements, formatted before: they stand as they are in place of the one that holds them. */
export class XmlFragment {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Child elements in order. A name that begins with `@` is an attribute. */
export interface XmlNode {
  readonly [name: string]: XmlContent
}

/** The first line of every document. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** A root's content: its text or its children. */
export type XmlRootContent = string | XmlNode

/** A whole document. */
export function formatXml(root: string, content: XmlRootContent, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`
  const inner = typeof content === 'string' ? escapeXml(content) : formatChildren(content)
  return `${XML_DECLARATION}<${root}${attribute}>${inner}</${root}>`
}

function formatChildren(node: XmlNode): string {
  let text = ''
  for (const name in node) {
    if (name.charCodeAt(0) !== AT_SIGN) text += formatElement(name, node[name])
  }
  return text
}

/** One element, or one for each item of a list. */
export function formatElement(name: string, content: XmlContent): string {
  switch (typeof content) {
    case 'undefined':
      return ''
    case 'string':
      return content === '' ? `<${name}/>` : `<${name}>${escapeXml(content)}</${name}>`
    case 'number':
    case 'boolean':
      return `<${name}>${content}</${name}>`
  }
  if (content instanceof XmlFragment) return content.text
  if (isList(content)) {
    let text = ''
    for (const item of content) text += formatElement(name, item)
    return text
  }
  return `<${name}${formatAttributes(content)}>${formatChildren(content)}</${name}>`
}

/** `Array.isArray` does not narrow read-only arrays. */
function isList(content: XmlNode | readonly XmlContent[]): content is readonly XmlContent[] {
  return Array.isArray(content)
}

const AT_SIGN = 0x40

function formatAttributes(node: XmlNode): string {
  let text = ''
  for (const name in node) {
    if (name.charCodeAt(0) === AT_SIGN)
      text += ` ${name.slice(1)}="${escapeXml(String(node[name]))}"`
  }
  return text
}

// Everything that may not stand as it is: markup, what parsers would normalise (CR), and the
// characters that XML 1.0 does not know at all, which S3 allows in keys and writes as references.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const SPECIAL = /[&<>"\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/
const SPECIALS = new RegExp(SPECIAL, 'g')

/** For text and for attributes in double quotes. Control characters become `&#x1;`, as on AWS. */
export function escapeXml(text: string): string {
  return SPECIAL.test(text) ? text.replace(SPECIALS, escapeCharacter) : text
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '&':
      return '&amp;'
    case '<':
      return '&lt;'
    case '>':
      return '&gt;'
    case '"':
      return '&quot;'
    default:
      return `&#x${character.charCodeAt(0).toString(16)};`
  }
}

/** A document that is not well-formed or passes a bound. The message is for the log. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
}

/** Names are without their namespace prefixes; `text` is the element's own, untrimmed. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

const DEPTH_MAX = 16
const DOCUMENT_TYPE = /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)/i
const UTF_8 = { fatal: true, ignoreBOM: false } as const

/** Reads a whole document; throws XmlError. The size is the caller's to bound. */
export function parseXml(document: Uint8Array | string): XmlElement {
  const text = typeof document === 'string' ? document : decodeUtf8(document)
  if (DOCUMENT_TYPE.test(text)) throw new XmlError('a document type is not accepted')
  const verdict = XMLValidator.validate(text)
  if (verdict !== true) throw new XmlError(verdict.err.msg)

  let ordered: unknown
  try {
    ordered = createParser().parse(text)
  } catch (cause) {
    throw new XmlError('the parser refused the document', { cause })
  }
  const roots = readElements(ordered).elements
  const [root] = roots
  if (root === undefined || roots.length > 1) throw new XmlError('not exactly one root element')
  return root
}

/** Throws XmlError for what is none. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', UTF_8).decode(bytes)
  } catch (cause) {
    throw new XmlError('not UTF-8', { cause })
  }
}

/** Made for each document: a parser keeps state, and documents are rare. */
function createParser(): XMLParser {
  return new XMLParser({
    preserveOrder: true,
    removeNSPrefix: true,
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    parseTagValue: false,
    trimValues: false,
    processEntities: false,
    cdataPropName: CDATA,
    maxNestedTags: DEPTH_MAX,
  })
}

const TEXT = '#text'
const CDATA = '#cdata'

/** From the parser's `[{ Name: [children] }, { '#text': '…' }]`. */
function readElements(list: unknown): { elements: XmlElement[]; text: string } {
  const elements: XmlElement[] = []
  let text = ''
  if (!Array.isArray(list)) throw new XmlError('unexpected parser output')
  for (const item of list) {
    for (const [name, value] of Object.entries<unknown>(item)) {
      if (name === TEXT) text += decodeReferences(String(value))
      else if (name === CDATA) text += readCdata(value)
      else if (name !== ':@') {
        const inner = readElements(value)
        elements.push({ name, text: inner.text, children: inner.elements })
      }
    }
  }
  return { elements, text }
}

function readCdata(value: unknown): string {
  if (!Array.isArray(value)) throw new XmlError('unexpected parser output')
  return value.map(item => String(item[TEXT] ?? '')).join('')
}

const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));|&/g
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

/** The five entities of XML itself and references by number; throws XmlError for all else. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(REFERENCE, (_, named?: string, decimal?: string, hex?: string) => {
    if (named !== undefined) return NAMED[named] ?? ''
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    if (!(code >= 0 && code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) {
      throw new XmlError('a reference to no character')
    }
    return String.fromCodePoint(code)
  })
}

/** The first child of that name. */
export function xmlChild(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find(child => child.name === name)
}

export function xmlChildren(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter(child => child.name === name)
}

/** The text of the first child of that name; `undefined` if there is none. */
export function xmlText(element: XmlElement, name: string): string | undefined {
  return xmlChild(element, name)?.text
}
