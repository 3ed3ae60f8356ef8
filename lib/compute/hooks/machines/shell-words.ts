/** The text as one word of a POSIX shell, whatever is in it. A zero byte cannot be in one. */
export function shellWord(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`
}
