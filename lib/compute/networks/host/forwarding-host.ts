/** A host of networks whose machines are reached at their public addresses, too. */
import type { Logger } from '../../../log.ts'
import { createForwarder } from '../public/forwarder.ts'
import type { LocalNetworkHost } from './network-host.ts'

/** Takes over the host. */
export function withPublicAddresses(host: LocalNetworkHost, log: Logger): LocalNetworkHost {
  const forwarder = createForwarder({ connect: (id, target) => host.connect(id, target), log })
  const forwarded = new Set<string>()
  return {
    async apply(spec) {
      await host.apply(spec)
      forwarded.add(spec.id)
      await forwarder.apply(spec)
    },
    async retain(networkIds) {
      for (const id of forwarded.difference(networkIds)) {
        await forwarder.end(id)
        forwarded.delete(id)
      }
      await host.retain(networkIds)
    },
    counters: id => host.counters(id),
    trafficOf: id => host.trafficOf(id),
    entryOf: id => host.entryOf(id),
    connect: (id, target) => host.connect(id, target),
    async [Symbol.asyncDispose]() {
      await forwarder[Symbol.asyncDispose]()
      await host[Symbol.asyncDispose]()
    },
  }
}
