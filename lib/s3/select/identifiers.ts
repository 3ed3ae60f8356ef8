/** A name as DuckDB takes it, whatever is in it. */
export function quotedIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
