import { settingRows } from '../../lib/config.ts'

/** docs/configuration.md from the table of settings. */
export function generateConfiguration(): string {
  const rows = settingRows().map(({ flag, variable, key, doc, fallback }) => {
    // The machine that generates the page must not show in it.
    const shown = key === 'threads' ? 'one per processor, at most 8' : fallback
    return `| \`${flag}\` | \`${variable}\` | \`${key}\` | ${shown === '' ? '' : `\`${shown}\``} | ${doc} |\n`
  })
  return `# Configuration

Generated from lib/config.ts by \`npm run docs\`. A flag wins over the environment, the environment
over the file (\`--config FILE\` or \`MALLEE_CONFIG\`, one JSON object). Unknown keys are errors.

| Flag | Variable | Key in the file | Default | Meaning |
| --- | --- | --- | --- | --- |
${rows.join('')}
\`MALLEE_ROOT_ACCESS_KEY\` and \`MALLEE_ROOT_SECRET_KEY\`, only in the environment, are the root
credentials. Without them the first start makes some and prints them once.
`
}
