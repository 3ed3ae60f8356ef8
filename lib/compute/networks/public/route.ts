/** What listeners of public addresses need of the forwarder. */
import type { Socket } from 'node:net'
import type { Logger } from '../../../log.ts'
import type { RuleSpec } from '../network-spec.ts'
import type { ForwardedProtocol } from './exposed-ports.ts'

/** Where what comes in at an address leads. */
export interface Route {
  readonly networkId: string
  readonly interfaceId: string
  readonly privateIpAddress: string
  /** Of all groups of the interface. */
  readonly ingress: readonly RuleSpec[]
}

export interface ForwarderOptions {
  /** A connection to a machine: a stream of bytes, or of framed datagrams. */
  readonly connect: (
    networkId: string,
    target: {
      readonly protocol: ForwardedProtocol
      readonly address: string
      readonly port: number
    },
  ) => Promise<Socket>
  readonly log: Logger
}
