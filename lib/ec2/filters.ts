/**
 * Filters: every filter must hold (AND), by any of its values (OR); `*` and `?` stand for any
 * characters, a backslash makes them ordinary.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
import { Ec2Error } from './errors.ts'
import type { FilterInput, TagOutput } from './wire/wire.generated.ts'

type Values = string | readonly (string | undefined)[] | undefined

/** For each filter's name, what an item has there; nothing never matches. */
export type FilterTable<Item> = { readonly [name: string]: (item: Item) => Values }

export interface FilterRules<Item> {
  readonly filters: FilterTable<Item>
  /** Adds `tag:<key>`, `tag-key` and `tag-value`. */
  readonly tagsOf?: (item: Item) => readonly TagOutput[]
}

const FILTERS_MAX = 200
const VALUES_MAX = 200

/** Throws InvalidParameterValue for a filter that the listing does not know. */
export function compileFilters<Item>(
  rules: FilterRules<Item>,
  filters: readonly FilterInput[] | undefined,
): (item: Item) => boolean {
  if (filters === undefined || filters.length === 0) return () => true
  if (filters.length > FILTERS_MAX) throw tooMany('filters', FILTERS_MAX)
  const tests = filters.map(({ Name, Values }) => {
    const patterns = Values ?? []
    if (Name === undefined || Name === '') {
      throw new Ec2Error('MissingParameter', 'The request must contain the parameter Filter.Name')
    }
    if (patterns.length > VALUES_MAX) throw tooMany('filter values', VALUES_MAX)
    const valuesOf = findExtractor(rules, Name)
    return (item: Item) => {
      const values = valuesOf(item)
      const list = typeof values === 'string' ? [values] : (values ?? [])
      return list.some(
        value => value !== undefined && patterns.some(pattern => matchesPattern(pattern, value)),
      )
    }
  })
  return item => tests.every(test => test(item))
}

function findExtractor<Item>(rules: FilterRules<Item>, name: string): (item: Item) => Values {
  const { filters, tagsOf } = rules
  if (tagsOf) {
    if (name === 'tag-key') return item => tagsOf(item).map(tag => tag.Key)
    if (name === 'tag-value') return item => tagsOf(item).map(tag => tag.Value)
    if (name.startsWith('tag:')) {
      const key = name.slice('tag:'.length)
      return item => tagsOf(item).find(tag => tag.Key === key)?.Value
    }
  }
  const extractor = Object.hasOwn(filters, name) ? filters[name] : undefined
  if (!extractor) {
    throw new Ec2Error('InvalidParameterValue', `The filter '${name.slice(0, 256)}' is invalid`)
  }
  return extractor
}

function tooMany(what: string, limit: number): Ec2Error {
  return new Ec2Error('InvalidParameterValue', `The maximum number of ${what} is ${limit}`)
}

/**
 * Two pointers and one place to go back to, so that no pattern takes more than pattern length times
 * text length: a regular expression made of a stranger's pattern could take for ever.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let patternAt = 0
  let textAt = 0
  let starAt = -1
  let starTextAt = 0
  while (textAt < text.length) {
    const isEscaped = pattern[patternAt] === '\\' && patternAt + 1 < pattern.length
    const character = isEscaped ? pattern[patternAt + 1] : pattern[patternAt]
    if (!isEscaped && character === '*') {
      starAt = patternAt++
      starTextAt = textAt
    } else if (character === text[textAt] || (!isEscaped && character === '?')) {
      patternAt += isEscaped ? 2 : 1
      textAt++
    } else if (starAt >= 0) {
      patternAt = starAt + 1
      textAt = ++starTextAt
    } else {
      return false
    }
  }
  while (pattern[patternAt] === '*') patternAt++
  return patternAt === pattern.length
}
