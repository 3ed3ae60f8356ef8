/** A real full disk: a small tmpfs in a mount namespace of its own, where the system allows one. */
import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import test from 'ava'
import { makeDirectory } from '../support/storage/temporary.ts'

const filler = fileURLToPath(new URL('../support/storage/fill-disk.ts', import.meta.url))
const script = 'mount -t tmpfs -o size=96m none "$1" && exec "$2" "$3" "$1"'
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0
const testWhereMountable = canMount ? test : test.skip

testWhereMountable(
  'a full disk refuses bodies, reads go on, and it recovers by itself',
  async t => {
    t.timeout(120_000)
    await using directory = await makeDirectory()
    const argv = ['-Urm', 'sh', '-c', script, 'sh', directory.path, process.execPath, filler]
    const { stdout } = await promisify(execFile)('unshare', argv, { timeout: 110_000 })
    const seen = JSON.parse(stdout)
    t.log(stdout)
    t.deepEqual(seen.fillCodes, ['disk-full'])
    t.true(seen.storedCount > 100)
    t.is(seen.wholeWhenFull, seen.storedCount)
    // Without a byte left not even the index can be written: clearly refused, and all can be read.
    t.is(seen.codeWithoutSpace, 'disk-full')
    t.deepEqual(
      seen.deleteCodes.filter((code: string) => code !== 'done' && code !== 'disk-full'),
      [],
    )
    t.is(seen.wholeWithoutSpace, seen.left)
    t.true(seen.deletesAgain)
    t.true(seen.isWritableAgain)
    t.is(seen.wholeAfter, seen.leftAfter)
    t.true(seen.isWritable)
  },
)
