/** Texts that are nearly what a parser takes, for property tests. */
import fc from 'fast-check'

/** What stands at an edge of some field's meaning. */
export const oddValues: readonly string[] = [
  '',
  ' ',
  '*',
  '0',
  '-1',
  '1.5',
  '1e400',
  '4294967296',
  '99999999999999999999',
  'true',
  'NaN',
  'null',
  'constructor',
  '__proto__',
  '2026-01-01',
  '2026-13-45T25:61:61Z',
  '+275760-09-13T00:00:00.001Z',
  'arn:aws:s3:::photos',
  'http://acs.amazonaws.com/groups/global/AllUsers',
  '\u00fc',
  '\u{1f600}',
  '&#0;',
  '&#xD800;',
  '&amp;',
  '<![CDATA[x]]>',
  '<!-- x -->',
  'x'.repeat(2000),
]

interface Mutation {
  readonly kind: 'drop' | 'repeat' | 'replace' | 'swap'
  readonly at: number
  readonly length: number
  readonly value: string
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('drop', 'repeat', 'replace', 'replace', 'replace', 'swap'),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 4 }),
  value: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...oddValues) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  ),
})

/** The texts whose pieces, as `split` finds them, were changed, removed or repeated a few times. */
export function mutated(texts: readonly string[], split: RegExp): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { maxLength: 4 }))
    .map(([text, mutations]) => mutations.reduce(mutate, text.match(split) ?? []).join(''))
}

/** Tags and what is between them. */
export const XML_PIECES: RegExp = /<[^>]*>|[^<]+/g
/** Words and what is between them. */
export const WORD_PIECES: RegExp = /\w+|\W/g

function mutate(pieces: readonly string[], change: Mutation): string[] {
  const at = pieces.length === 0 ? 0 : change.at % pieces.length
  const taken = pieces.slice(at, at + change.length)
  switch (change.kind) {
    case 'drop':
      return pieces.toSpliced(at, change.length)
    case 'repeat':
      return pieces.toSpliced(at, 0, ...taken)
    case 'replace':
      return pieces.toSpliced(at, 1, change.value)
    case 'swap':
      return pieces.toSpliced(at, change.length, ...taken.toReversed())
  }
}
