/**
 * The directories of `--disks`: separated by commas, each of which may have patterns such as
 * `{1...12}` or `{01...12}`, which stand for all numbers from the first to the last.
 */
import { z } from 'zod'

const DISKS_MAX = 64
const pattern = /^(.*?)\{(\d{1,4})\.\.\.(\d{1,4})\}(.*)$/

/** Every directory that a pattern stands for, in order; more than `max` are cut after one more. */
export function expandPattern(text: string, max: number = DISKS_MAX): readonly string[] {
  const match = pattern.exec(text)
  if (!match) return [text]
  const [, before = '', first = '', last = '', after = ''] = match
  const expanded: string[] = []
  for (let number = Number(first); number <= Number(last) && expanded.length <= max; number++) {
    const digits = String(number).padStart(first.startsWith('0') ? first.length : 1, '0')
    // What is before has no pattern left; what is after may have.
    expanded.push(...expandPattern(`${before}${digits}${after}`, max))
  }
  return expanded
}

export const diskList = z
  .preprocess(
    value => (typeof value === 'string' ? value.split(',').filter(Boolean) : value),
    z.array(z.string().min(1)),
  )
  .transform(list => list.flatMap(text => expandPattern(text)))
  .refine(list => list.length <= DISKS_MAX, `at most ${DISKS_MAX} directories`)
  .refine(list => !list.some(text => /[{}]/.test(text)), 'a pattern is like {1...12}')

/** `K+M`: bodies are cut into K parts with M more that can stand in for any. Empty: undefined. */
export const redundancy = z.string().transform((text, context) => {
  if (text === '') return undefined
  const [, k, m] = /^(\d{1,2})\+(\d{1,2})$/.exec(text) ?? []
  const scheme = { dataCount: Number(k), parityCount: Number(m) }
  if (scheme.dataCount >= 1 && scheme.dataCount + scheme.parityCount <= PARTS_MAX) return scheme
  context.addIssue({ code: 'custom', message: `must be K+M, such as 4+2, at most ${PARTS_MAX}` })
  return z.NEVER
})

const PARTS_MAX = 16
