import test from 'ava'
import fc from 'fast-check'
import { compilePattern } from '../../../lib/iam/policy/pattern.ts'

const none = () => undefined

/** The same by its definition, one character at a time; exponential, and plain to see. */
function matchesByDefinition(pattern: string, text: string): boolean {
  const [head] = pattern
  if (head === undefined) return text === ''
  if (head === '*') {
    const rest = pattern.slice(1)
    return (
      matchesByDefinition(rest, text) ||
      (text !== '' && matchesByDefinition(pattern, text.slice(1)))
    )
  }
  if (text === '' || (head !== '?' && head !== text[0])) return false
  return matchesByDefinition(pattern.slice(1), text.slice(1))
}

test('wildcards match what they stand for', t => {
  const letters = (...units: string[]) =>
    fc.string({ unit: fc.constantFrom(...units), maxLength: 9 })
  fc.assert(
    fc.property(letters('a', 'b', '*', '?'), letters('a', 'b', '*'), (pattern, text) => {
      const compiled = compilePattern(pattern, { hasWildcards: true })
      t.is(compiled.matches(text, none), matchesByDefinition(pattern, text))
    }),
    { numRuns: 3000 },
  )
})

test('a text begins some match of a pattern if and only if the pattern says so', t => {
  const letters = (...units: string[]) =>
    fc.string({ unit: fc.constantFrom(...units), maxLength: 4 })
  fc.assert(
    fc.property(letters('a', 'b', '*', '?'), letters('a', 'b'), (pattern, prefix) => {
      const compiled = compilePattern(pattern, { hasWildcards: true })
      const endings = ['', 'a', 'b', 'aa', 'ab', 'ba', 'bb'].flatMap(one =>
        ['', 'a', 'b', 'aa', 'ab', 'ba', 'bb'].map(other => one + other),
      )
      const isThere = endings.some(ending => compiled.matches(prefix + ending, none))
      t.is(compiled.mayStartWith(prefix), isThere)
    }),
    { numRuns: 1000 },
  )
})

test('no pattern takes more than a moment', t => {
  const text = `${'a'.repeat(1023)}c`
  for (const unit of ['*a', '*?a', '*a?', 'a*', '?*']) {
    const source = `${unit.repeat(20_000 / unit.length)}b`
    t.false(compilePattern(source, { hasWildcards: true }).matches(text, none))
  }
  const long = `*${'a'.repeat(500)}?${'a'.repeat(20)}b*`.repeat(30)
  t.false(compilePattern(long, { hasWildcards: true }).matches(text, none))
})

const lookUp = (key: string) => ({ 'aws:username': 'ann', 'aws:odd': 'a*?' })[key]
const both = { hasWildcards: true, hasVariables: true }
/** Variables are written with `%`, which means nothing to JavaScript either. */
const dollars = (text: string) => text.replaceAll('%{', '$\u007b')

const variables = [
  ['home/%{aws:username}/*', 'home/ann/photo', true],
  ['home/%{aws:username}/*', 'home/bob/photo', false],
  ['%{aws:missing}', '', false],
  ["%{aws:missing, 'nobody'}", 'nobody', true],
  ["%{aws:username, 'nobody'}", 'ann', true],
  ['%{aws:odd}', 'a*?', true],
  ['%{aws:odd}', 'abc', false],
  ['a%{*}b', 'a*b', true],
  ['a%{*}b', 'axb', false],
  ['%{?}%{$}', '?$', true],
  ['%{aws:username', '%{aws:username', true],
] as const

for (const [pattern, text, expected] of variables) {
  test(`${dollars(pattern)} ${expected ? 'matches' : 'does not match'} ${dollars(text)}`, t => {
    t.is(compilePattern(dollars(pattern), both).matches(dollars(text), lookUp), expected)
  })
}

test('what a variable stands for is literal, and without variables so is the variable', t => {
  t.true(
    compilePattern(dollars('%{aws:username}'), { hasWildcards: true }).matches(
      dollars('%{aws:username}'),
      lookUp,
    ),
  )
  t.true(compilePattern('a*', { hasVariables: true }).matches('a*', lookUp))
  t.false(compilePattern('a*', { hasVariables: true }).matches('ab', lookUp))
  t.true(compilePattern('a', both).isFixed)
  t.false(compilePattern('a?', both).isFixed)
  t.false(compilePattern(dollars('%{aws:username}'), both).isFixed)
})
