import { readFileSync } from 'node:fs'
import { operations as ec2Operations } from '../../lib/ec2/operations.ts'
import { operations as s3Operations } from '../../lib/s3/operations.ts'
import { unimplementedOperations } from '../../lib/s3/unimplemented.ts'
import { operations as stsOperations } from '../../lib/sts/operations.ts'

const path = 'README.md'
const start = '<!-- operations: npm run docs -->\n'
const end = '<!-- /operations -->\n'

/** README.md with the operations that are served, between its two marks, written afresh. */
export function generateReadme(): string {
  const text = readFileSync(path, 'utf8')
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`${path} lacks the marks of its table of operations`)
  return text.slice(0, from + start.length) + table() + text.slice(to)
}

function table(): string {
  const notYet = unimplementedOperations.length
  const rows = [
    ['S3', s3Operations, `${notYet} more are recognised and answer \`NotImplemented\``],
    ['EC2', ec2Operations, 'any other action answers `UnsupportedOperation` or `InvalidAction`'],
    ['STS', stsOperations, ''],
  ] as const
  const lines = rows.map(([service, operations, rest]) => {
    const names = [...new Set(operations.map(({ name }) => name))].sort()
    const after = rest === '' ? '' : `; ${rest}`
    return `| ${service} | ${names.length} | ${names.join(', ')}${after} |\n`
  })
  return `| Service | Served | Operations |\n| --- | --- | --- |\n${lines.join('')}`
}
