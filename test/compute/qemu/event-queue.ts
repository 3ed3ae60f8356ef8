import test from 'ava'
import { EventQueue } from '../../../lib/compute/hypervisors/qemu/event-queue.ts'
import { KeyLock } from '../../../lib/compute/key-lock.ts'

test('every reader gets what came since it began, in order, and then the end', async t => {
  const queue = new EventQueue<number>(10)
  const early = queue.read()
  queue.push(1)
  const late = queue.read()
  queue.push(2)
  queue.close()
  t.deepEqual(await Array.fromAsync(early), [1, 2])
  t.deepEqual(await Array.fromAsync(late), [2])
})

test('a reader that waits is woken by a value, and by its own end', async t => {
  const queue = new EventQueue<number>(10)
  const reader = queue.read()
  const waiting = reader.next()
  queue.push(7)
  t.deepEqual(await waiting, { done: false, value: 7 })
  const last = reader.next()
  await reader.return?.()
  t.true((await last).done)
})

test('a reader that falls behind loses the oldest', async t => {
  const queue = new EventQueue<number>(3)
  const reader = queue.read()
  for (let n = 0; n < 10; n++) queue.push(n)
  queue.close()
  t.deepEqual(await Array.fromAsync(reader), [7, 8, 9])
})

test('work on one key is done in order, also after a failure, and beside other keys', async t => {
  const lock = new KeyLock()
  const done: string[] = []
  const gate = Promise.withResolvers<void>()
  const first = lock.run('a', async () => {
    await gate.promise
    done.push('a1')
    throw new Error('first')
  })
  const second = lock.run('a', async () => void done.push('a2'))
  await lock.run('b', async () => void done.push('b'))
  gate.resolve()
  await t.throwsAsync(first, { message: 'first' })
  await second
  t.deepEqual(done, ['b', 'a1', 'a2'])
})
