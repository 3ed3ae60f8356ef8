/**
 * TO_STRING's patterns in strftime's words.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-select-sql-reference-date.html
 */
import { SelectError } from './select-error.ts'

const fields: Readonly<Record<string, string>> = {
  yy: '%y',
  y: '%Y',
  yyyy: '%Y',
  M: '%-m',
  MM: '%m',
  MMM: '%b',
  MMMM: '%B',
  d: '%-d',
  dd: '%d',
  a: '%p',
  h: '%-I',
  hh: '%I',
  H: '%-H',
  HH: '%H',
  m: '%-M',
  mm: '%M',
  s: '%-S',
  ss: '%S',
  SSS: '%g',
  n: '%n',
  x: '+00',
  xx: '+0000',
  xxx: '+00:00',
  xxxx: '+0000',
  xxxxx: '+00:00',
}

export function strftimeFormat(pattern: string): string {
  return pattern.replace(
    /'([^']*)'|([A-Za-z])\2*|%/g,
    (match, literal?: string, letter?: string) => {
      if (literal !== undefined) return literal.replaceAll('%', '%%')
      if (letter === undefined) return '%%'
      // All times are kept in UTC.
      const field = letter === 'X' ? 'Z' : fields[match]
      if (field === undefined) {
        throw new SelectError(
          'EvaluatorInvalidArguments',
          `A time has no field ${match.slice(0, 20)}.`,
        )
      }
      return field
    },
  )
}
