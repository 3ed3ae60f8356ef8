import test from 'ava'
import { BufferMemory } from '../../lib/http/buffer-memory.ts'

test('a collection is asked for with every 8 MiB of large buffers; small ones do not count', t => {
  let collected = 0
  const buffers = new BufferMemory(() => collected++)
  for (let i = 0; i < 127; i++) buffers.note(64 * 1024)
  for (let i = 0; i < 10_000; i++) buffers.note(1024)
  t.is(collected, 0)
  buffers.note(64 * 1024)
  t.is(collected, 1)
  buffers.note(16 * 1024 * 1024)
  t.is(collected, 2)
})

test("V8's own collector frees buffers that nobody holds", t => {
  const buffers = new BufferMemory()
  for (let i = 0; i < 4096; i++) {
    const size = 256 * 1024
    Buffer.allocUnsafeSlow(size)
    buffers.note(size)
  }
  // A gigabyte has passed; without a collection V8 lets some 64 MiB pile up.
  t.true(process.memoryUsage().arrayBuffers < 32 * 1024 * 1024)
})
