/** Where a server's time went: V8's CPU profiles of its threads, added up by function. */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatTable } from './load/table.ts'

/** What V8 writes with --cpu-prof, as far as it is read here. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      readonly lineNumber: number
    }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const rowsMax = 30
const project = fileURLToPath(new URL('..', import.meta.url))

/** The functions with most self time, over all profiles of a directory, idle time left out. */
export async function summariseProfiles(directory: string): Promise<string> {
  const microseconds = new Map<string, number>()
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.cpuprofile')) continue
    // Written by V8 itself in its published form.
    const profile = JSON.parse(await readFile(join(directory, name), 'utf8')) as CpuProfile
    addSelfTimes(profile, microseconds)
  }
  for (const idle of ['(idle)', '(program)', '(root)']) microseconds.delete(idle)
  const total = [...microseconds.values()].reduce((sum, value) => sum + value, 0)
  const rows = [...microseconds]
    .sort(([, a], [, b]) => b - a)
    .slice(0, rowsMax)
    .map(([place, value]) => [place, `${((100 * value) / total).toFixed(1)} %`])
  return formatTable(['function, by self time', 'share'], rows)
}

function addSelfTimes(profile: CpuProfile, microseconds: Map<string, number>): void {
  const places = new Map(profile.nodes.map(node => [node.id, placeOf(node.callFrame)]))
  for (const [index, id] of profile.samples.entries()) {
    const place = places.get(id) ?? '(unknown)'
    microseconds.set(place, (microseconds.get(place) ?? 0) + (profile.timeDeltas[index] ?? 0))
  }
}

function placeOf(frame: CpuProfile['nodes'][number]['callFrame']): string {
  const name = frame.functionName || '(anonymous)'
  if (frame.url === '') return name
  const path = frame.url.startsWith('file:')
    ? relative(project, fileURLToPath(frame.url))
    : frame.url
  return `${name} ${path}:${frame.lineNumber + 1}`
}
