/** A hypervisor as the control plane has it: attached under its name, and in a state. */
import { ComputeError } from '../errors.ts'
import type { Hypervisor } from '../hypervisor.ts'
import type { MachineRecord } from '../records.ts'

/**
 * `active` takes machines; `draining` takes none and keeps those it has; `unreachable` does not
 * answer, and what its machines do is not known; `fenced` does not answer either, but is known to
 * run nothing.
 */
export type HostState = 'active' | 'draining' | 'unreachable' | 'fenced'

export interface Host {
  readonly name: string
  readonly hypervisor: Hypervisor
  readonly state: HostState
  /**
   * The work's result; rejects with `unavailable` as soon as the host is found not to answer: its
   * own answer may never come.
   */
  run<Result>(work: (hypervisor: Hypervisor) => Promise<Result>): Promise<Result>
}

/** The hosts that are attached now. */
export interface HostSet {
  list(): readonly Host[]
  get(name: string): Host | undefined
}

/** The host that a record names, if it answers; else throws `unavailable`. */
export function hostOf(hosts: HostSet, machine: MachineRecord): Host {
  const host = hosts.get(machine.hypervisor)
  if (!host || !isAnswering(host)) throw new ComputeError('unavailable', machine.hypervisor)
  return host
}

export function isAnswering({ state }: Pick<Host, 'state'>): boolean {
  return state === 'active' || state === 'draining'
}
