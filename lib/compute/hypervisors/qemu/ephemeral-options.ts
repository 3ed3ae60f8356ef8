/** What launching a machine for one piece of work takes. */
import type { Logger } from '../../../log.ts'
import type { EphemeralMachinePlan } from '../../ephemeral-machine.ts'
import type { EphemeralKind } from './ephemeral-argv.ts'
import type { EphemeralPaths } from './ephemeral-paths.ts'
import type { QemuHost, QemuTiming } from './settings.ts'

export interface EphemeralLaunch {
  readonly plan: EphemeralMachinePlan
  readonly kind: EphemeralKind
  readonly paths: EphemeralPaths
  readonly host: QemuHost
  readonly timing: QemuTiming
  readonly log: Logger
  readonly signal: AbortSignal
}
