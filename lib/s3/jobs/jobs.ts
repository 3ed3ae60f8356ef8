/** Every job that runs. How to add one: see job.ts. */
import type { Accounts } from '../../iam/account.ts'
import type { Kms } from '../../kms/kms.ts'
import type { Encryption } from '../encryption/encryption.ts'
import { createInventoryJob } from '../inventory/inventory-job.ts'
import type { Destination } from '../notification/destinations/destination.ts'
import type { Job } from './job.ts'
import { createKeyMaintenanceJob } from './key-maintenance.ts'
import { createKeyRewrapJob } from './key-rewrap.ts'
import { createLifecycleJob } from './lifecycle/lifecycle-job.ts'

export interface JobsOptions {
  /** 86 400 000, unless days are shortened for tests. */
  readonly dayMs: number
  readonly kms: Kms
  readonly encryption: Encryption
  readonly accounts: Accounts
  readonly notification: Job
  readonly queueBounds: readonly Job[]
  readonly replication: readonly Job[]
  readonly region: string
  readonly destinations: readonly Destination[]
}

export function createJobs(options: JobsOptions): readonly Job[] {
  const { kms, encryption, notification, queueBounds, replication } = options
  return [
    createKeyMaintenanceJob(kms),
    createKeyRewrapJob(encryption),
    createLifecycleJob(options),
    notification,
    ...queueBounds,
    ...replication,
    createInventoryJob(options),
  ]
}
