/**
 * Calls between threads over a MessagePort: a name and one argument go, one result or error comes
 * back. Arguments and results are structured-cloned; errors keep their message.
 */
import type { MessagePort, Worker } from 'node:worker_threads'

/** Functions by name, each from one plain argument to a plain result. */
export type Handlers = Readonly<Record<string, (argument: never) => Promise<unknown>>>

interface Call {
  readonly call: number
  readonly name: string
  readonly argument: unknown
}

interface Reply {
  readonly reply: number
  readonly result?: unknown
  readonly error?: string
}

export interface Caller<Remote extends Handlers> {
  call<Name extends keyof Remote & string>(
    name: Name,
    argument: Parameters<Remote[Name]>[0],
  ): Promise<Awaited<ReturnType<Remote[Name]>>>
}

/** More calls in flight than this are refused: the other thread has stopped answering. */
const callsInFlightMax = 10_000

/** Serves `handlers` to the other side and returns the means to call its own. */
export function connectThread<Remote extends Handlers>(
  port: MessagePort | Worker,
  handlers: Handlers,
): Caller<Remote> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let lastCall = 0

  async function serve({ call, name, argument }: Call): Promise<void> {
    try {
      const handler = handlers[name]
      if (!handler) throw new Error(`this thread does not serve ${name}`)
      // The caller's type of `name` has already bound the argument to the handler's own.
      port.postMessage(
        { reply: call, result: await handler(argument as never) } satisfies Reply,
        [],
      )
    } catch (error) {
      port.postMessage({ reply: call, error: String(error) } satisfies Reply, [])
    }
  }

  port.on('message', (message: Partial<Call> & Partial<Reply>) => {
    if (message.reply !== undefined) {
      const waiter = waiting.get(message.reply)
      waiting.delete(message.reply)
      if (message.error === undefined) waiter?.resolve(message.result)
      else waiter?.reject(new Error(message.error))
    } else if (message.call !== undefined) {
      // Both sides are ours: a message with a call id is a whole Call.
      void serve(message as Call)
    }
  })

  return {
    call(name, argument) {
      if (waiting.size >= callsInFlightMax) {
        return Promise.reject(new Error('too many calls between threads are in flight'))
      }
      const call = ++lastCall
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      waiting.set(call, { resolve, reject })
      port.postMessage({ call, name, argument } satisfies Call, [])
      // The handler of that name on the other side gave the result.
      return promise as ReturnType<Caller<Remote>['call']> as never
    },
  }
}
