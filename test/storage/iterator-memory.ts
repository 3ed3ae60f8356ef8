import test from 'ava'
import { IteratorMemory } from '../../storage/meta/iterator-memory.ts'

const entries = Array.from({ length: 1000 }, (_, i) => [`key-${i}`, 'v'.repeat(250)] as const)

test('a collection is asked for once closed iterators hold some 64 MiB, and then counting begins anew', t => {
  let collected = 0
  const memory = new IteratorMemory(() => collected++)
  for (let i = 0; i < 150; i++) memory.noteClosed(entries, 1001)
  t.is(collected, 0)
  for (let i = 0; i < 150; i++) memory.noteClosed(entries, 1001)
  t.is(collected, 1)
})

test('short reads are not counted', t => {
  let collected = 0
  const memory = new IteratorMemory(() => collected++)
  for (let i = 0; i < 100_000; i++) memory.noteClosed(entries.slice(0, 2), 1001)
  t.is(collected, 0)
})

test("V8's own collector is found without a flag", t => {
  const memory = new IteratorMemory()
  t.notThrows(() => {
    for (let i = 0; i < 300; i++) memory.noteClosed(entries, 1001)
  })
})
