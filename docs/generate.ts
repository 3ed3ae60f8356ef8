/**
 * Writes the documents that are made from code: `npm run docs`. A test compares them with what is
 * committed, so that they cannot go stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { generateConfiguration } from './generate/configuration.ts'
import { generateOperations } from './generate/operations.ts'
import { generateReadme } from './generate/readme.ts'

export const generated: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: 'docs/configuration.md', text: generateConfiguration },
  { path: 'docs/operations.md', text: generateOperations },
  { path: 'README.md', text: generateReadme },
]

if (import.meta.main) {
  for (const { path, text } of generated) writeFileSync(path, text())
}

/** Paths of the documents that differ from what the code says. */
export function staleDocuments(): string[] {
  return generated
    .filter(({ path, text }) => readFileSync(path, 'utf8') !== text())
    .map(({ path }) => path)
}
