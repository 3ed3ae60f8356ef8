/**
 * Asks every host from time to time whether it answers. One that fails several times in a row is
 * taken for unreachable, is fenced, and its machines are started elsewhere; one that answers again
 * is taken back.
 */
import type { Logger } from '../../log.ts'
import type { AttachedHost } from './attached-host.ts'
import type { AttachedHosts } from './attached-hosts.ts'
import type { Evacuation } from './evacuation.ts'
import { isAnswering } from './host.ts'

export interface HealthOptions {
  readonly hosts: AttachedHosts
  readonly evacuation: Evacuation
  readonly log: Logger
  readonly checkTimeoutMs: number
  /** Failures in a row until a host is taken for unreachable, and answers until it is taken back. */
  readonly failuresMax: number
  readonly answersMin: number
  /** A host is back: its records are to be compared with it. */
  readonly onReadmitted: () => Promise<void>
}

export interface Health {
  /** One round; whoever comes during a round waits for that one. */
  check(): Promise<void>
}

interface Count {
  failures: number
  answers: number
  /** A check that has not answered yet: another one would only wait beside it. */
  pending: Promise<boolean> | undefined
}

export function createHealth(options: HealthOptions): Health {
  const { hosts, evacuation, log } = options
  const counts = new WeakMap<AttachedHost, Count>()
  let round: Promise<void> | undefined

  function countOf(host: AttachedHost): Count {
    const count = counts.get(host) ?? { failures: 0, answers: 0, pending: undefined }
    counts.set(host, count)
    return count
  }

  async function ask(host: AttachedHost): Promise<boolean> {
    const signal = AbortSignal.timeout(options.checkTimeoutMs)
    try {
      await host.hypervisor.check(signal)
      return true
    } catch (error) {
      log.warn({ err: error, hypervisor: host.name }, 'a host does not answer')
      return false
    }
  }

  /** Late answers are no answers, but they end the check that they belong to. */
  async function answers(host: AttachedHost): Promise<boolean> {
    const count = countOf(host)
    count.pending ??= ask(host).finally(() => {
      count.pending = undefined
    })
    const late = Promise.withResolvers<false>()
    const timer = setTimeout(() => late.resolve(false), options.checkTimeoutMs)
    try {
      return await Promise.race([count.pending, late.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  async function takeBack(host: AttachedHost): Promise<void> {
    try {
      await host.hypervisor.readmit()
    } catch (error) {
      log.error({ err: error, hypervisor: host.name }, 'a host could not be taken back')
      return
    }
    host.markAnswering()
    log.info({ hypervisor: host.name }, 'a host answers again')
    await options.onReadmitted()
  }

  function hasRefuge(host: AttachedHost): boolean {
    return hosts.list().some(other => other !== host && other.state === 'active')
  }

  async function checkOne(host: AttachedHost): Promise<void> {
    const count = countOf(host)
    if (await answers(host)) {
      count.failures = 0
      count.answers++
      if (!isAnswering(host) && count.answers >= options.answersMin) return await takeBack(host)
    } else {
      count.answers = 0
      count.failures++
      if (isAnswering(host) && count.failures >= options.failuresMax) {
        log.error({ hypervisor: host.name }, 'a host is unreachable')
        host.markUnreachable()
      }
    }
    // Where there is nowhere else to go, ending the machines would help nobody: the host may be slow.
    if (host.state === 'unreachable' && hasRefuge(host)) await evacuation.fence(host)
    if (host.state === 'fenced') await evacuation.evacuate(host.name)
  }

  async function checkAll(): Promise<void> {
    await hosts.openMissing()
    await Promise.all(
      hosts.list().map(host =>
        checkOne(host).catch(error =>
          // The next round looks again.
          log.error({ err: error, hypervisor: host.name }, 'a check of a host failed'),
        ),
      ),
    )
  }

  return {
    check() {
      round ??= checkAll().finally(() => {
        round = undefined
      })
      return round
    },
  }
}
