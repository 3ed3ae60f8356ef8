/**
 * Reads large documents of many small elements, such as the list of ten thousand parts that completes
 * an upload: for that one fast-xml-parser holds the thread for most of a second, this scanner for
 * some hundredths. It takes well-formed XML 1.0 without a document type, nothing else, and gives
 * what `parseXml` gives; test/http/xml-scanner.ts holds the two against each other.
 */
import { decodeReferences, decodeUtf8, type XmlElement, XmlError } from './xml.ts'

const DEPTH_MAX = 16

/** What stands in a document; strict, as namespaces and Unicode's classes mean nothing here. */
const NAME = /[:A-Z_a-z\u0080-\uffff][-.:0-9A-Z_a-z\u0080-\uffff]*/y
const SPACE = /[ \t\r\n]*/y
const ATTRIBUTE_VALUE = /"[^<"]*"|'[^<']*'/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 does not know them.
const NO_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

interface OpenElement {
  readonly tag: string
  readonly name: string
  text: string
  readonly children: XmlElement[]
}

/** The root element. Throws XmlError; the size is the caller's to bound, as is what it takes. */
export function scanXml(
  document: Uint8Array | string,
  { elementCountMax }: { readonly elementCountMax: number },
): XmlElement {
  const text = typeof document === 'string' ? document : decodeUtf8(document)
  if (NO_CHARACTER.test(text)) throw new XmlError('a character that XML does not know')
  return new Scanner(text, elementCountMax).document()
}

class Scanner {
  readonly #text: string
  readonly #elementCountMax: number
  readonly #open: OpenElement[] = []
  #root: XmlElement | undefined
  #elementCount = 0
  #at = 0

  constructor(text: string, elementCountMax: number) {
    this.#text = text
    this.#elementCountMax = elementCountMax
  }

  document(): XmlElement {
    if (this.#text.startsWith('<?xml')) this.#skipTo('?>')
    while (this.#at < this.#text.length) {
      const tag = this.#text.indexOf('<', this.#at)
      this.#takeText(tag < 0 ? this.#text.length : tag)
      if (tag >= 0) this.#takeMarkup()
    }
    if (this.#root === undefined || this.#open.length > 0) throw new XmlError('cut off')
    return this.#root
  }

  #takeText(end: number): void {
    if (end === this.#at) return
    const text = this.#text.slice(this.#at, end)
    this.#at = end
    const element = this.#open.at(-1)
    if (element === undefined) {
      if (/[^ \t\r\n]/.test(text)) throw new XmlError('text outside the root element')
      return
    }
    if (text.includes(']]>')) throw new XmlError('the end of a section that did not begin')
    element.text += decodeReferences(text)
  }

  /** At a `<`. */
  #takeMarkup(): void {
    switch (this.#text[this.#at + 1]) {
      case '/':
        this.#takeEnd()
        break
      case '?':
        this.#takeInstruction()
        break
      case '!':
        if (this.#text.startsWith('<!--', this.#at)) this.#takeComment()
        else this.#takeSection()
        break
      default:
        this.#takeStart()
    }
  }

  #takeStart(): void {
    this.#at += 1
    const tag = this.#match(NAME)
    this.#takeAttributes()
    this.#elementCount += 1
    if (this.#root !== undefined && this.#open.length === 0) throw new XmlError('two roots')
    if (this.#elementCount > this.#elementCountMax) throw new XmlError('too many elements')
    if (this.#open.length === DEPTH_MAX) throw new XmlError('too deep')
    const element = { tag, name: localName(tag), text: '', children: [] }
    this.#root ??= element
    this.#open.at(-1)?.children.push(element)
    const isEmpty = this.#text[this.#at] === '/'
    if (isEmpty) this.#at += 1
    else this.#open.push(element)
    this.#expect('>')
  }

  #takeEnd(): void {
    this.#at += 2
    const element = this.#open.pop()
    if (this.#match(NAME) !== element?.tag) throw new XmlError('an end without its start')
    this.#match(SPACE)
    this.#expect('>')
  }

  /** They mean nothing to anyone here, but must be well-formed. */
  #takeAttributes(): void {
    const names = new Set<string>()
    while (this.#match(SPACE) !== '' && !/[/>]/.test(this.#text[this.#at] ?? '')) {
      const name = this.#match(NAME)
      if (names.has(name)) throw new XmlError('an attribute twice')
      names.add(name)
      this.#match(SPACE)
      this.#expect('=')
      this.#match(SPACE)
      decodeReferences(this.#match(ATTRIBUTE_VALUE))
    }
  }

  #takeInstruction(): void {
    this.#at += 2
    if (/^xml$/i.test(this.#match(NAME))) throw new XmlError('a declaration that is not the first')
    this.#skipTo('?>')
  }

  #takeComment(): void {
    this.#at += 4
    this.#skipTo('--')
    this.#expect('>')
  }

  #takeSection(): void {
    const element = this.#open.at(-1)
    const start = '<![CDATA['
    if (element === undefined || !this.#text.startsWith(start, this.#at)) {
      throw new XmlError('a document type is not accepted')
    }
    this.#at += start.length
    element.text += this.#skipTo(']]>')
  }

  /** What comes before `mark`, which is skipped as well. */
  #skipTo(mark: string): string {
    const end = this.#text.indexOf(mark, this.#at)
    if (end < 0) throw new XmlError('cut off')
    const skipped = this.#text.slice(this.#at, end)
    this.#at = end + mark.length
    return skipped
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new XmlError(`no ${character} where one belongs`)
    this.#at += 1
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) throw new XmlError('malformed markup')
    this.#at += found.length
    return found
  }
}

function localName(tag: string): string {
  const colon = tag.indexOf(':')
  return colon < 0 ? tag : tag.slice(colon + 1)
}
