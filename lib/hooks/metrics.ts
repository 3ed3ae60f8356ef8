/** Prometheus metrics of hooks, in the registry of the main thread, where they are dispatched. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { HookMetrics } from '../compute/hooks/metrics.ts'

const bucketsSeconds = [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800]

export function createHookMetrics(registry: Registry): HookMetrics {
  const registers = [registry]
  const invocations = new Counter({
    name: 'mallee_hook_invocations_total',
    help: 'Tries of hooks, by what came of them and why.',
    labelNames: ['result', 'reason'],
    registers,
  })
  const duration = new Histogram({
    name: 'mallee_hook_duration_seconds',
    help: 'Time of a try, from its machine to its last output.',
    labelNames: ['result'],
    buckets: bucketsSeconds,
    registers,
  })
  const waited = new Counter({
    name: 'mallee_hook_waits_total',
    help: 'Tries that were put off because there was no room for a machine.',
    registers,
  })
  const deadLetters = new Counter({
    name: 'mallee_hook_dead_letters_total',
    help: 'Events that were given up after their last try.',
    registers,
  })
  const dropped = new Counter({
    name: 'mallee_hook_events_dropped_total',
    help: 'Events that were dropped because their hook was not there.',
    registers,
  })
  const running = new Gauge({
    name: 'mallee_hook_running',
    help: 'Tries that are under way.',
    registers,
  })
  const queued = new Gauge({
    name: 'mallee_hook_events_queued',
    help: 'Events in the queues of all hooks, those under way included.',
    registers,
  })
  return {
    ended({ result, reason, durationMs }) {
      invocations.labels(result, reason).inc()
      duration.labels(result).observe(durationMs / 1000)
    },
    waited: () => waited.inc(),
    deadLettered: () => deadLetters.inc(),
    dropped: count => dropped.inc(count),
    running: count => running.set(count),
    queued: count => queued.set(count),
  }
}
