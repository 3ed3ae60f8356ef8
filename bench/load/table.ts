/** Measurements as a table for a terminal. */
import type { Measurement } from './measure.ts'

const columns: readonly [title: string, cell: (row: Measurement) => string][] = [
  ['scenario', row => row.scenario],
  ['conns', row => String(row.connections)],
  ['rate /s', row => significant(row.ratePerSecond)],
  ['MB/s', row => (row.megabytesPerSecond === 0 ? '' : significant(row.megabytesPerSecond))],
  ['p50 ms', row => significant(row.p50Ms)],
  ['p99 ms', row => significant(row.p99Ms)],
  ['errors', row => String(row.errors)],
  ['CPU s/1000', row => significant(row.cpuSecondsPer1000)],
  ['CPU s/GiB', row => significant(row.cpuSecondsPerGibibyte)],
  ['RSS MB', row => significant(row.residentMegabytes)],
  ['client CPU s/1000', row => significant(row.clientCpuSecondsPer1000)],
]

/** Ends with a newline. Errors follow the rows, a line each. */
export function formatMeasurements(rows: readonly Measurement[]): string {
  const table = formatTable(
    columns.map(([title]) => title),
    rows.map(row => columns.map(([, cell]) => cell(row))),
  )
  const errors = rows.flatMap(row => row.errorSamples.map(text => `${row.scenario}: ${text}\n`))
  return table + errors.join('')
}

/** The first column is text, to the left; the others are numbers, to the right. */
export function formatTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = titles.map((title, index) =>
    Math.max(title.length, ...rows.map(row => row[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `${cells
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd()}\n`
  return [titles, ...rows].map(line).join('')
}

/** Three digits that count; a noisy machine does not give more. */
export function significant(value: number | undefined): string {
  if (value === undefined) return ''
  return value >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}
