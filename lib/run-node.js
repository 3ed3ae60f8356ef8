/**
 * `node lib/run-node.js FILE [ARGUMENTS]`: runs a script of the project, and whatever it starts as
 * `node`, on the right Node. For npm's scripts.
 */
import { spawnSync } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { findNode } from './node-binary.js'

const node = findNode()
const PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`
const { status } = spawnSync(node, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, PATH },
})
process.exit(status ?? 1)
