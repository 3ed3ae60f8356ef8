import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  connectQmp,
  QmpClient,
  QmpError,
  type QmpEvent,
} from '../../../lib/compute/hypervisors/qemu/qmp-client.ts'

/** A QEMU that follows a script: what it answers to each line, given the line's id. */
async function scripted(
  t: ExecutionContext,
  answer: (line: { execute: string; id: number }) => string,
) {
  const folder = await mkdtemp(join(tmpdir(), 'mallee-qmp-'))
  const path = join(folder, 'qmp.sock')
  const sockets: Socket[] = []
  const server = createServer(socket => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.write('{"QMP": {"version": {}, "capabilities": []}}\r\n')
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trim().split('\n')) socket.write(answer(JSON.parse(line)))
    })
  }).listen(path)
  await once(server, 'listening')
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await rm(folder, { recursive: true })
  })
  const events: QmpEvent[] = []
  let closeCount = 0
  const options = {
    path,
    timeoutMs: 500,
    onEvent: (event: QmpEvent) => void events.push(event),
    onClose: () => void closeCount++,
  }
  return { options, events, sockets, closes: () => closeCount }
}

const fine = ({ id }: { id: number }) => `{"return": {"n": ${id}}, "id": ${id}}\r\n`

test('answers find their commands, and events between them are told', async t => {
  const { options, events } = await scripted(t, line => {
    const event =
      '{"event": "STOP", "timestamp": {}}\r\n{"event":"SHUTDOWN","data":{"guest":true}}\r\n'
    return line.execute === 'stop' ? event + fine(line) : fine(line)
  })
  const client = await connectQmp(options)
  t.deepEqual(await Promise.all([client.execute('stop'), client.execute('cont')]), [
    { n: 2 },
    { n: 3 },
  ])
  t.deepEqual(events, [
    { name: 'STOP', data: {} },
    { name: 'SHUTDOWN', data: { guest: true } },
  ])
  client.close()
})

test('a refused command rejects with what QEMU said', async t => {
  const { options } = await scripted(t, line =>
    line.execute === 'bad'
      ? `{"error": {"class": "G", "desc": "no such thing"}, "id": ${line.id}}\n`
      : fine(line),
  )
  const client = await connectQmp(options)
  await t.throwsAsync(client.execute('bad'), {
    instanceOf: QmpError,
    message: /bad: no such thing/,
  })
  client.close()
})

test('a command without an answer is given up, and the next one is served', async t => {
  const { options } = await scripted(t, line => (line.execute === 'hang' ? '' : fine(line)))
  const client = await connectQmp(options)
  await t.throwsAsync(client.execute('hang'), { instanceOf: QmpError, message: /no answer within/ })
  t.deepEqual(await client.execute('cont'), { n: 3 })
  client.close()
})

test('the end of the connection rejects what waits and is told once', async t => {
  const { options, sockets, closes } = await scripted(t, line =>
    line.execute === 'hang' ? '' : fine(line),
  )
  const client = await connectQmp({ ...options, timeoutMs: 5_000 })
  const waiting = client.execute('hang')
  for (const socket of sockets) socket.destroy()
  await t.throwsAsync(waiting, { instanceOf: QmpError })
  await t.throwsAsync(client.execute('cont'), { instanceOf: QmpError })
  client.close()
  t.is(closes(), 1)
})

test('a line without end and a line that is no JSON end the connection', async t => {
  for (const answer of [`{"return": "${'x'.repeat(300 * 1024)}`, 'nonsense\n', '[1]\n']) {
    const { options } = await scripted(t, () => answer)
    const client = new QmpClient({ ...options, timeoutMs: 5_000 })
    await t.throwsAsync(client.execute('anything'), { instanceOf: QmpError, message: /ended/ })
  }
})
