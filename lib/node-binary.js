/**
 * Finds the Node that Mallee was written for. The packages node-<os>-<cpu> bring the binary without
 * an install script, which newer npm refuses to run. Plain JavaScript that any Node since 18
 * understands.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export const oldestMajor = 26

/** Whether this process runs on a Node that is new enough. */
export const isNewEnough = Number(process.versions.node.split('.')[0]) >= oldestMajor

/** Path of a Node that is new enough; ends the process with a message where there is none. */
export function findNode() {
  if (isNewEnough) return process.execPath
  const name = `node-${process.platform}-${process.arch}`
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    const binary = join(dirname(manifest), 'bin', 'node')
    if (existsSync(binary)) return binary
  } catch {
    // The package is not there for this platform: fall through to the message below.
  }
  process.stderr.write(
    `mallee needs Node ${oldestMajor} and found ${process.version}; the package ${name}, which brings` +
      ' it, is not installed. Install Node 26, or run npm without --omit=optional.\n',
  )
  process.exit(1)
}
