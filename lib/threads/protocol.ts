/** What the main thread and an HTTP worker call of each other. */
import type { AddressInfo } from 'node:net'
import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { SharedStorage } from '../../storage/open.ts'
import type { ConsoleVisit } from '../compute/consoles/consoles.ts'
import type { ConsoleKind } from '../compute/hypervisor.ts'
import type { Config } from '../config.ts'
import type { KeySource } from '../kms/key-source.ts'
import type { ForwardedRequest, ForwardedResponse } from './forwarded-handler.ts'

export interface WorkerStart {
  readonly config: Config
  readonly storage: SharedStorage
  readonly keySource: KeySource
  readonly thread: number
}

export type WorkerHandlers = {
  listen(address: { host: string; port: number }): Promise<AddressInfo>
  metrics(nothing: undefined): Promise<MetricObjectWithValues<MetricValue<string>>[]>
  /** Finishes what is in flight; the thread ends itself afterwards. */
  close(timeoutMs: number): Promise<void>
}

export type MainHandlers = {
  admin(request: ForwardedRequest): Promise<ForwardedResponse>
  ec2(request: ForwardedRequest): Promise<ForwardedResponse>
  console(request: ForwardedRequest): Promise<ForwardedResponse>
  openConsole(request: {
    readonly ticket: string
    readonly kind: ConsoleKind
  }): Promise<ConsoleVisit | undefined>
  closeConsole(visitId: string): Promise<void>
  hooks(request: ForwardedRequest): Promise<ForwardedResponse>
  metricsText(nothing: undefined): Promise<string>
}
