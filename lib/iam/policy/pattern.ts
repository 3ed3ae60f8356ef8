/**
 * Texts of policies with wildcards (`*`: any characters, `?`: any one) and variables
 * (`${aws:username}`, `${aws:username, 'nobody'}`, and `${*}`, `${?}`, `${$}` for the characters
 * themselves).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 *
 * A text between two stars is looked for once, from where the one before ended: no star is ever
 * tried again, so that no pattern takes exponential time. What a variable stands for is literal: a
 * star in somebody's name matches a star.
 */

/** The value that a variable stands for; `undefined` where the request has none. */
export type VariableLookUp = (key: string) => string | undefined

export interface Pattern {
  readonly source: string
  /** Neither wildcards nor variables: it stands for one text alone. */
  readonly isFixed: boolean
  matches(text: string, lookUp: VariableLookUp): boolean
  /** Whether it may match any text that begins so, as far as can be told without a request. */
  mayStartWith(prefix: string): boolean
}

export interface PatternOptions {
  /** Absent: `*` and `?` are characters like others. */
  readonly hasWildcards?: boolean
  /** Absent: so is `${…}`. */
  readonly hasVariables?: boolean
}

interface Variable {
  readonly key: string
  readonly fallback: string | undefined
}
type Piece = string | Variable | typeof ANY | typeof STAR
const ANY = Symbol('?')
const STAR = Symbol('*')

/** What stands between two stars: a text, in which some positions take any character. */
interface Segment {
  readonly text: string
  readonly anyAt: ReadonlySet<number>
}

export function compilePattern(source: string, options: PatternOptions): Pattern {
  const pieces = parsePieces(source, options)
  const isVariable = pieces.some(piece => typeof piece === 'object')
  const fixed = isVariable ? undefined : toSegments(pieces, NO_VARIABLES)
  return {
    source,
    isFixed: pieces.every(piece => typeof piece === 'string'),
    matches(text, lookUp) {
      const segments = fixed ?? toSegments(pieces, lookUp)
      return segments !== undefined && matchSegments(segments, text)
    },
    mayStartWith: prefix => mayStartWith(pieces, prefix),
  }
}

const NO_VARIABLES: VariableLookUp = () => undefined
const SPECIAL = /[*?]|\$\{([^{}]*)\}/g

function parsePieces(source: string, { hasWildcards, hasVariables }: PatternOptions): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const match of source.matchAll(SPECIAL)) {
    const [text, inner] = match
    const isWildcard = inner === undefined
    if (isWildcard ? !hasWildcards : !hasVariables) continue
    if (match.index > end) pieces.push(source.slice(end, match.index))
    pieces.push(isWildcard ? (text === '*' ? STAR : ANY) : parseVariable(inner))
    end = match.index + text.length
  }
  if (end < source.length) pieces.push(source.slice(end))
  return pieces
}

const FALLBACK = /^([^,]*),\s*'(.*)'\s*$/s

function parseVariable(inner: string): Piece {
  if (inner === '*' || inner === '?' || inner === '$') return inner
  const [, key, fallback] = FALLBACK.exec(inner) ?? []
  return { key: (key ?? inner).trim(), fallback }
}

/** `undefined` where a variable has no value: then nothing is matched. */
function toSegments(
  pieces: readonly Piece[],
  lookUp: VariableLookUp,
): readonly Segment[] | undefined {
  const segments: Segment[] = []
  let text = ''
  let anyAt = new Set<number>()
  for (const piece of pieces) {
    if (piece === STAR) {
      segments.push({ text, anyAt })
      text = ''
      anyAt = new Set()
    } else if (piece === ANY) {
      anyAt.add(text.length)
      text += '?'
    } else if (typeof piece === 'string') {
      text += piece
    } else {
      const value = lookUp(piece.key) ?? piece.fallback
      if (value === undefined) return undefined
      text += value
    }
  }
  segments.push({ text, anyAt })
  return segments
}

function matchSegments(segments: readonly Segment[], text: string): boolean {
  const [first] = segments
  const last = segments.at(-1)
  if (first === undefined || last === undefined) return false
  if (segments.length === 1) {
    return text.length === first.text.length && isAt(first, text, 0)
  }
  const endAt = text.length - last.text.length
  if (endAt < first.text.length || !isAt(first, text, 0) || !isAt(last, text, endAt)) return false
  let from = first.text.length
  for (const segment of segments.slice(1, -1)) {
    const found = find(segment, text, from)
    if (found < 0) return false
    from = found + segment.text.length
  }
  return from <= endAt
}

function find(segment: Segment, text: string, from: number): number {
  if (segment.anyAt.size === 0) return text.indexOf(segment.text, from)
  for (let at = from; at + segment.text.length <= text.length; at++) {
    if (isAt(segment, text, at)) return at
  }
  return -1
}

function isAt({ text: wanted, anyAt }: Segment, text: string, at: number): boolean {
  if (anyAt.size === 0) return text.startsWith(wanted, at)
  for (let index = 0; index < wanted.length; index++) {
    if (text[at + index] !== wanted[index] && !anyAt.has(index)) return false
  }
  return true
}

/** The first star, and a variable, can take in all the rest of the prefix. */
function mayStartWith(pieces: readonly Piece[], prefix: string): boolean {
  let at = 0
  for (const piece of pieces) {
    if (at >= prefix.length || piece === STAR || typeof piece === 'object') return true
    if (piece === ANY) {
      at += 1
    } else {
      const length = Math.min(piece.length, prefix.length - at)
      if (!piece.startsWith(prefix.slice(at, at + length))) return false
      at += piece.length
    }
  }
  return at >= prefix.length
}
