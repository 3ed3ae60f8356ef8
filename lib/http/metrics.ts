/** Prometheus metrics of the HTTP side. One registry per thread; the main thread adds them up. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface HttpMetrics {
  readonly registry: Registry
  observe(request: {
    readonly operation: string
    readonly status: number
    readonly durationMs: number
  }): void
  readonly inFlight: { inc(): void; dec(): void }
}

/** Seconds: from a cached small read to a large upload. */
const bucketsSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 120]

/** @param isMain process-wide figures (CPU, memory) are collected once, by the main thread */
export function createHttpMetrics({ isMain }: { isMain: boolean }): HttpMetrics {
  const registry = new Registry()
  if (isMain) collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'mallee_http_requests_total',
    help: 'Requests answered, by operation and status.',
    labelNames: ['operation', 'status'],
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'mallee_http_request_duration_seconds',
    help: 'Time from the request’s headers to the end of the answer.',
    labelNames: ['operation'],
    buckets: bucketsSeconds,
    registers: [registry],
  })
  const inFlight = new Gauge({
    name: 'mallee_http_requests_in_flight',
    help: 'Requests being answered.',
    registers: [registry],
  })
  // The library looks labels up by a text that it makes of them: once for each pair is enough.
  const durations = new Map<string, Histogram.Internal<'operation'>>()
  const counts = new Map<string, Counter.Internal>()
  return {
    registry,
    inFlight,
    observe({ operation, status, durationMs }) {
      kept(counts, `${status} ${operation}`, () => requests.labels(operation, String(status))).inc()
      kept(durations, operation, () => duration.labels(operation)).observe(durationMs / 1000)
    },
  }
}

/** Operations and statuses are few and ours, so the map is bounded. */
function kept<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
