/** Tables and sizes as commands print them. */

/** A column's title and width; the last one's may be 0. */
export type Column = readonly [title: string, width: number]

export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [columns.map(([title]) => title), ...rows].map(cells => {
    const padded = cells.map((cell, index) => cell.padEnd(columns[index]?.[1] ?? 0))
    return `${padded.join('  ').trimEnd()}\n`
  })
  return lines.join('')
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

export function formatBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1)
  const amount = bytes / 1024 ** power
  return `${amount.toFixed(power === 0 || amount >= 100 ? 0 : 1)} ${UNITS[power]}`
}
