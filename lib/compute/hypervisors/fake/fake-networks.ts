/** Networks of the hypervisor without guests: they are kept as they were told, and can be looked at. */
import type { InterfaceCounters, NetworkHost, NetworkSpec } from '../../networks/network-spec.ts'

export interface FakeNetworks extends NetworkHost {
  /** What each network is now. */
  readonly specs: ReadonlyMap<string, NetworkSpec>
  /** How often any was applied. */
  readonly applyCount: number
  /** The next `count` calls of apply() fail. */
  failNext(count: number): void
  /** What has passed the interface so far. */
  setCounters(interfaceId: string, counters: InterfaceCounters): void
  /** As if it was there before anybody asked. */
  adopt(spec: NetworkSpec): void
}

export function createFakeNetworks(): FakeNetworks {
  const specs = new Map<string, NetworkSpec>()
  const passed = new Map<string, InterfaceCounters>()
  let applyCount = 0
  let failureCount = 0
  return {
    specs,
    get applyCount() {
      return applyCount
    },
    async apply(spec) {
      await new Promise(resolve => setImmediate(resolve))
      applyCount++
      if (failureCount > 0) {
        failureCount--
        throw new Error('scripted failure of apply')
      }
      if (spec.interfaces.length === 0) specs.delete(spec.id)
      else specs.set(spec.id, spec)
    },
    async retain(networkIds) {
      for (const id of [...specs.keys()]) if (!networkIds.has(id)) specs.delete(id)
    },
    async counters(networkId) {
      const interfaces = specs.get(networkId)?.interfaces ?? []
      return new Map([...passed].filter(([id]) => interfaces.some(each => each.id === id)))
    },
    setCounters: (interfaceId, counters) => void passed.set(interfaceId, counters),
    failNext: count => {
      failureCount += count
    },
    adopt: spec => void specs.set(spec.id, spec),
    async [Symbol.asyncDispose]() {},
  }
}
