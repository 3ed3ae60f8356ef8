/** The words of a query, with where they stand for messages. One walk; nothing is looked at twice. */
import { SelectError } from './select-error.ts'

export interface Token {
  /** `word` is bare and any case; `name` stood in double quotes; `timestamp` in backquotes. */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'timestamp' | 'symbol' | 'end'
  /** Of a word as written; of others without their quotes. */
  readonly text: string
  readonly at: number
}

const TOKEN = new RegExp(
  [
    String.raw`(?<space>[ \t\r\n\f]+|--[^\n]*)`,
    '(?<word>[A-Za-z_][A-Za-z0-9_$]*)',
    String.raw`(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)`,
    `'(?<string>(?:[^']|'')*)'`,
    '"(?<name>(?:[^"]|"")*)"',
    '`(?<timestamp>[^`]*)`',
    String.raw`(?<symbol><=|>=|<>|!=|\|\||[-+*/%=<>(),.\[\];])`,
  ].join('|'),
  'y',
)

export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const groups = TOKEN.exec(text)?.groups
    if (groups === undefined) {
      throw new SelectError('LexerInvalidChar', `The query cannot be read at position ${at + 1}.`)
    }
    const token = tokenOf(groups, at)
    if (token) tokens.push(token)
  }
  tokens.push({ kind: 'end', text: '', at: text.length })
  return tokens
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, at: number) {
  const { word, number, string, name, timestamp, symbol } = groups
  if (word !== undefined) return { kind: 'word', text: word, at } as const
  if (number !== undefined) return { kind: 'number', text: number, at } as const
  if (string !== undefined)
    return { kind: 'string', text: string.replaceAll("''", "'"), at } as const
  if (name !== undefined) return { kind: 'name', text: name.replaceAll('""', '"'), at } as const
  if (timestamp !== undefined) return { kind: 'timestamp', text: timestamp, at } as const
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, at } as const
  return undefined
}
