/** The hooks of a server, in the main thread: their management, and the dispatcher where there are machines. */
import { type Clock, systemClock } from '../clock.ts'
import type { Compute } from '../compute/compute.ts'
import { attempt } from '../compute/hooks/attempt.ts'
import { createDispatcher, type Dispatcher } from '../compute/hooks/dispatcher.ts'
import { HookError } from '../compute/hooks/errors.ts'
import type { HookRunner } from '../compute/hooks/hook-runner.ts'
import { createHookService, type HookServiceOptions } from '../compute/hooks/hook-service.ts'
import { createHooks } from '../compute/hooks/hooks.ts'
import { createInvocations } from '../compute/hooks/invocations.ts'
import { createTries } from '../compute/hooks/tries.ts'
import type { Config } from '../config.ts'
import { createHooksApi } from '../hooks/api.ts'
import { createHookEvents } from '../hooks/event-queue.ts'
import { createHookGrants } from '../hooks/grants.ts'
import { createHookMetrics } from '../hooks/metrics.ts'
import { createHookBuckets, createHookObjects } from '../hooks/objects.ts'
import type { HttpHandler } from '../http/exchange.ts'
import type { HttpMetrics } from '../http/metrics.ts'
import type { AccountStore } from '../iam/accounts.ts'
import type { Logger } from '../log.ts'
import type { OpenEncryption } from '../s3/encryption/open-encryption.ts'

export interface HooksSideOptions {
  readonly config: Pick<
    Config,
    'hooksAccountConcurrencyMax' | 'hooksConcurrencyMax' | 'hooksDepthMax' | 'region'
  >
  readonly keys: OpenEncryption
  readonly accounts: AccountStore
  /** Throws HookError where machines of such an image and type cannot be. */
  readonly checkMachine: HookServiceOptions['checkMachine']
  /** Absent: no machines here, and events wait. */
  readonly runner?: HookRunner
  readonly metrics: HttpMetrics
  readonly log: Logger
  readonly clock?: Clock
  /** 0 up to 1, for delays. */
  readonly random?: () => number
  /** How often to look for new events. */
  readonly lookEveryMs?: number
}

export interface HooksSide extends AsyncDisposable {
  /** `/_/hooks…` */
  readonly handler: HttpHandler
  readonly dispatcher: Dispatcher | undefined
}

export async function openHooksSide(options: HooksSideOptions): Promise<HooksSide> {
  const { config, keys, accounts, runner, log, clock = systemClock } = options
  const { region } = config
  const now = () => clock.now()
  const { storage, encryption } = keys
  const objectsOptions = { storage, encryption, accounts, region, now }
  const metrics = createHookMetrics(options.metrics.registry)
  const parts = {
    hooks: createHooks(storage, clock),
    events: createHookEvents(storage),
    tries: createTries(storage),
    invocations: createInvocations(storage),
    objects: createHookObjects(objectsOptions),
    buckets: createHookBuckets(objectsOptions),
    grants: createHookGrants({ sessions: accounts.sessions, region, now }),
  }
  const depthMax = config.hooksDepthMax
  const tried = runner && { ...parts, runner, metrics, clock, log, region, depthMax }
  const dispatcher =
    tried &&
    createDispatcher({
      ...tried,
      attempt: (work, signal) => attempt(tried, work, signal),
      limits: {
        concurrencyMax: config.hooksConcurrencyMax,
        accountConcurrencyMax: config.hooksAccountConcurrencyMax,
      },
      random: options.random ?? Math.random,
      ...(options.lookEveryMs !== undefined && { lookEveryMs: options.lookEveryMs }),
    })
  const service = createHookService({
    ...parts,
    ...(runner && { runner }),
    ...(dispatcher && { dispatcher }),
    checkMachine: options.checkMachine,
    clock,
  })
  await service.recover()
  dispatcher?.start()
  return {
    handler: createHooksApi({ service, accounts, region, clock }),
    dispatcher,
    async [Symbol.asyncDispose]() {
      await dispatcher?.[Symbol.asyncDispose]()
      await runner?.[Symbol.asyncDispose]()
    },
  }
}

/** What cannot be a machine now is told when the hook is made, not at its first event. */
export function createMachineCheck({
  images,
  machineTypes,
}: Pick<Compute, 'images' | 'machineTypes'>): HookServiceOptions['checkMachine'] {
  return async (accountId, { imageId, machineType }) => {
    if (!machineTypes.has(machineType)) {
      throw new HookError('settings-invalid', `machineType: there is no type ${machineType}`)
    }
    if ((await images.get(accountId, imageId)) === undefined) {
      throw new HookError('settings-invalid', `imageId: the account has no image ${imageId}`)
    }
  }
}
