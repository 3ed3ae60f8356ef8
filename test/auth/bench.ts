import test from 'ava'
import { run } from '../../bench/auth.ts'

test('the benchmark of authentication and body hashes measures each of its cases', async t => {
  const results = await run({ scale: 'smoke' })
  t.true(results.length > 10)
  for (const { name, p50Us } of results) t.true(p50Us > 0 && Number.isFinite(p50Us), name)
})
