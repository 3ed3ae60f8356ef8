/** The entry of an HTTP worker thread. */
import { parentPort, workerData } from 'node:worker_threads'
import { openSharedStorage } from '../../storage/open.ts'
import { createHttpMetrics } from '../http/metrics.ts'
import { createLog } from '../log.ts'
import { connectThread } from './calls.ts'
import { forwardTo } from './forwarded-handler.ts'
import { createHttpThread } from './http-thread.ts'
import type { MainHandlers, WorkerHandlers, WorkerStart } from './protocol.ts'

if (!parentPort) throw new Error('this file is the entry of a worker thread')
const port = parentPort
// The pool starts this file with a WorkerStart and nothing else does.
const { config, storage: shared, keySource, thread } = workerData as WorkerStart

const log = createLog({ level: config.logLevel, format: config.logFormat, thread })
const storage = await openSharedStorage(shared)
const metrics = createHttpMetrics({ isMain: false })

const handlers: WorkerHandlers = {
  listen: ({ host, port }) => server.listen({ host, port, reusePort: true }),
  metrics: () => metrics.registry.getMetricsAsJSON(),
  async close(timeoutMs) {
    await server.close(timeoutMs)
    await storage[Symbol.asyncDispose]()
    // Lets the reply out; with the port closed nothing keeps this thread alive.
    setImmediate(() => port.close())
  },
}
const main = connectThread<MainHandlers>(port, handlers)
const server = createHttpThread({
  config,
  storage,
  keySource,
  ec2: forwardTo(request => main.call('ec2', request)),
  console: forwardTo(request => main.call('console', request)),
  consoleVisits: {
    open: request => main.call('openConsole', request),
    close: visitId => main.call('closeConsole', visitId),
  },
  hooks: forwardTo(request => main.call('hooks', request)),
  admin: forwardTo(request => main.call('admin', request)),
  metrics,
  metricsText: () => main.call('metricsText', undefined),
  log,
})
