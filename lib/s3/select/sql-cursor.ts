/** The parser's place among the tokens. */
import { SelectError, type SelectErrorCode } from './select-error.ts'
import { type Token, tokenize } from './sql-lexer.ts'

/** Beyond that a query is meant to harm: each level is a few calls on the stack. */
const DEPTH_MAX = 100

export class Cursor {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#tokens = tokenize(text)
  }

  get token(): Token {
    // The last one is the end, beyond which nothing steps.
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', at: 0 }
  }

  next(): Token {
    const token = this.token
    if (token.kind !== 'end') this.#at++
    return token
  }

  isSymbol(...symbols: readonly string[]): boolean {
    return this.token.kind === 'symbol' && symbols.includes(this.token.text)
  }

  isWord(...words: readonly string[]): boolean {
    return this.token.kind === 'word' && words.includes(this.token.text.toLowerCase())
  }

  /** Whether `symbol` comes after the current token. */
  isBefore(symbol: string): boolean {
    const next = this.#tokens[this.#at + 1]
    return next?.kind === 'symbol' && next.text === symbol
  }

  /** Takes tokens that are these symbols, or any word where `word` stands; none unless all fit. */
  takeSequence(sequence: readonly string[]): boolean {
    const fits = sequence.every((wanted, index) => {
      const token = this.#tokens[this.#at + index]
      return wanted === 'word' ? token?.kind === 'word' : token?.text === wanted
    })
    if (fits) this.#at += sequence.length
    return fits
  }

  takeSymbol(...symbols: readonly string[]): string | undefined {
    return this.isSymbol(...symbols) ? this.next().text : undefined
  }

  takeWord(...words: readonly string[]): string | undefined {
    return this.isWord(...words) ? this.next().text.toLowerCase() : undefined
  }

  expectSymbol(symbol: string): void {
    if (this.takeSymbol(symbol) === undefined)
      this.fail('ParseUnexpectedToken', `expected ${symbol}`)
  }

  expectWord(word: string): void {
    if (this.takeWord(word) === undefined) {
      this.fail('ParseExpectedKeyword', `expected ${word.toUpperCase()}`)
    }
  }

  /** Runs `parse` one level further down. */
  nested<Result>(parse: () => Result): Result {
    if (this.#depth === DEPTH_MAX)
      this.fail('ParseUnsupportedSyntax', 'the query is nested too deeply')
    this.#depth++
    const result = parse()
    this.#depth--
    return result
  }

  fail(code: SelectErrorCode, problem: string): never {
    const { kind, text, at } = this.token
    const found = kind === 'end' ? 'the end of the query' : `"${text.slice(0, 40)}"`
    throw new SelectError(code, `Unexpected ${found} at position ${at + 1}: ${problem}.`)
  }
}
