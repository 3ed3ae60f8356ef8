/**
 * Reads a SelectObjectContentRequest. Throws SelectError.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html
 */
import { type XmlElement, xmlChild, xmlText } from '../../http/xml.ts'
import type { Compression, InputFormat, OutputFormat, ScanRange, SelectRequest } from './plan.ts'
import { SelectError, type SelectErrorCode } from './select-error.ts'
import { parseQuery } from './sql-parser.ts'

export function readSelectRequest(document: XmlElement): SelectRequest {
  const input = requireChild(document, 'InputSerialization')
  const output = requireChild(document, 'OutputSerialization')
  const expression = requireText(document, 'Expression')
  choose(xmlText(document, 'ExpressionType'), {
    ...{ name: 'ExpressionType', values: ['SQL'], code: 'InvalidExpressionType' },
  })
  const format = readInput(input)
  const compression = readCompression(input)
  const scanRange = readScanRange(document)
  if (scanRange !== undefined && (compression !== 'NONE' || !isScannable(format))) {
    throw new SelectError(
      'UnsupportedScanRangeInput',
      'Scan ranges are only for CSV whose header is not used, and for JSON lines, uncompressed.',
    )
  }
  if (format.kind === 'parquet' && compression !== 'NONE') {
    throw new SelectError('InvalidCompressionFormat', 'Parquet compresses its columns by itself.')
  }
  const progress = xmlChild(document, 'RequestProgress')
  return {
    query: parseQuery(expression),
    input: format,
    compression,
    output: readOutput(output),
    ...(scanRange !== undefined && { scanRange }),
    wantsProgress: progress !== undefined && isTrue(xmlText(progress, 'Enabled')),
  }
}

/** Where the place of a byte says nothing of records, a range of bytes means none of them. */
function isScannable(format: InputFormat): boolean {
  if (format.kind === 'json') return format.type === 'LINES'
  return format.kind === 'csv' && format.header !== 'USE'
}

function requireChild(element: XmlElement, name: string): XmlElement {
  const child = xmlChild(element, name)
  if (child === undefined) throw missing(name)
  return child
}

function requireText(element: XmlElement, name: string): string {
  const text = xmlText(element, name)
  if (text === undefined || text.trim() === '') throw missing(name)
  return text
}

function missing(name: string): SelectError {
  return new SelectError('MissingRequiredParameter', `The request entity needs a ${name}.`)
}

function choose<Value extends string>(
  text: string | undefined,
  options: {
    readonly name: string
    readonly values: readonly Value[]
    readonly code: SelectErrorCode
    readonly fallback?: Value
  },
): Value {
  const { name, values, code, fallback } = options
  const written = text?.trim().toUpperCase() ?? ''
  if (written === '' && fallback !== undefined) return fallback
  const value = values.find(known => known === written)
  if (value !== undefined) return value
  throw new SelectError(code, `${name} is one of ${values.join(', ')}.`)
}

function isTrue(text: string | undefined): boolean {
  return text?.trim().toLowerCase() === 'true'
}

function readCompression(input: XmlElement): Compression {
  return choose(xmlText(input, 'CompressionType'), {
    name: 'CompressionType',
    values: ['NONE', 'GZIP', 'BZIP2'],
    code: 'InvalidCompressionFormat',
    fallback: 'NONE',
  })
}

function readInput(input: XmlElement): InputFormat {
  const csv = xmlChild(input, 'CSV')
  const json = xmlChild(input, 'JSON')
  const parquet = xmlChild(input, 'Parquet')
  requireOne([csv, json, parquet], 'InputSerialization')
  if (csv !== undefined) return readCsvInput(csv)
  if (json === undefined) return { kind: 'parquet' }
  const type = choose(xmlText(json, 'Type'), {
    name: 'Type',
    values: ['DOCUMENT', 'LINES'],
    code: 'InvalidJsonType',
  })
  return { kind: 'json', type }
}

function requireOne(formats: readonly (XmlElement | undefined)[], name: string): void {
  const count = formats.filter(format => format !== undefined).length
  if (count === 0) throw missing(name)
  if (count === 1) return
  throw new SelectError('ObjectSerializationConflict', `${name} names more than one format.`)
}

function readCsvInput(csv: XmlElement): InputFormat {
  const comments = xmlText(csv, 'Comments')
  return {
    kind: 'csv',
    header: choose(xmlText(csv, 'FileHeaderInfo'), {
      name: 'FileHeaderInfo',
      values: ['NONE', 'USE', 'IGNORE'],
      code: 'InvalidFileHeaderInfo',
      fallback: 'NONE',
    }),
    ...(comments && { comments: delimiter(csv, 'Comments', { fallback: '#' }) }),
    ...readDialect(csv),
  }
}

function readDialect(csv: XmlElement) {
  return {
    quote: delimiter(csv, 'QuoteCharacter', { fallback: '"' }),
    quoteEscape: delimiter(csv, 'QuoteEscapeCharacter', { fallback: '"' }),
    recordDelimiter: delimiter(csv, 'RecordDelimiter', { fallback: '\n', lengthMax: 2 }),
    fieldDelimiter: delimiter(csv, 'FieldDelimiter', { fallback: ',' }),
  }
}

function delimiter(
  element: XmlElement,
  name: string,
  { fallback, lengthMax = 1 }: { readonly fallback: string; readonly lengthMax?: number },
): string {
  const text = xmlText(element, name)
  if (text === undefined || text === '') return fallback
  if (Buffer.byteLength(text) <= lengthMax && text !== '\u0000') return text
  throw new SelectError('InvalidRequestParameter', `${name} has at most ${lengthMax} characters.`)
}

/** Between records of the output there may be a word. */
const OUTPUT_DELIMITER_MAX = 16

function readOutput(output: XmlElement): OutputFormat {
  const csv = xmlChild(output, 'CSV')
  const json = xmlChild(output, 'JSON')
  requireOne([csv, json], 'OutputSerialization')
  const lengthMax = OUTPUT_DELIMITER_MAX
  if (csv === undefined) {
    const element = json ?? output
    const recordDelimiter = delimiter(element, 'RecordDelimiter', { fallback: '\n', lengthMax })
    return { kind: 'json', recordDelimiter }
  }
  return {
    kind: 'csv',
    quoteFields: choose(xmlText(csv, 'QuoteFields'), {
      name: 'QuoteFields',
      values: ['ALWAYS', 'ASNEEDED'],
      code: 'InvalidQuoteFields',
      fallback: 'ASNEEDED',
    }),
    ...readDialect(csv),
    recordDelimiter: delimiter(csv, 'RecordDelimiter', { fallback: '\n', lengthMax }),
    fieldDelimiter: delimiter(csv, 'FieldDelimiter', { fallback: ',', lengthMax }),
  }
}

function readScanRange(document: XmlElement): ScanRange | undefined {
  const range = xmlChild(document, 'ScanRange')
  if (range === undefined) return undefined
  const start = readPosition(range, 'Start')
  const end = readPosition(range, 'End')
  if (start === undefined && end === undefined) throw missing('ScanRange')
  if (start !== undefined && end !== undefined && start > end) {
    throw new SelectError('InvalidScanRange', 'The scan range ends before it starts.')
  }
  return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) }
}

function readPosition(range: XmlElement, name: string): number | undefined {
  const text = xmlText(range, name)?.trim()
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new SelectError('InvalidScanRange', `${name} of a scan range is a number of bytes.`)
}
