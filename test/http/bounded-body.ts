import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'ava'
import { readBoundedBody } from '../../lib/http/bounded-body.ts'

const cases = [
  { sent: 0, answer: '0' },
  { sent: 1000, answer: '1000' },
  { sent: 1001, answer: 'too large' },
  { sent: 500_000, answer: 'too large' },
]
for (const { sent, answer } of cases) {
  test(`a body of ${sent} bytes where 1000 may come is answered: ${answer}`, async t => {
    const server = createServer(async (incoming, outgoing) => {
      const body = await readBoundedBody(incoming, 1000)
      outgoing.end(body ? String(body.length) : 'too large')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    // A TCP server that listens has an address of this form.
    const { port } = server.address() as AddressInfo
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      body: Buffer.alloc(sent),
    })
    t.is(await response.text(), answer)
  })
}
