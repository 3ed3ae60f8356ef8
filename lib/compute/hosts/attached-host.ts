import { ComputeError } from '../errors.ts'
import type { Hypervisor } from '../hypervisor.ts'
import { type Host, type HostState, isAnswering } from './host.ts'

/** A host whose state its owner changes; everybody else sees it as a Host. */
export class AttachedHost implements Host {
  readonly hypervisor: Hypervisor
  #isDraining: boolean
  #condition: 'answering' | 'unreachable' | 'fenced' = 'answering'
  #lost = new AbortController()

  constructor(hypervisor: Hypervisor, options: { readonly isDraining: boolean }) {
    this.hypervisor = hypervisor
    this.#isDraining = options.isDraining
  }

  get name(): string {
    return this.hypervisor.name
  }

  get state(): HostState {
    if (this.#condition !== 'answering') return this.#condition
    return this.#isDraining ? 'draining' : 'active'
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  set isDraining(isDraining: boolean) {
    this.#isDraining = isDraining
  }

  /** Ends the wait of everybody who waits for it. */
  markUnreachable(): void {
    if (this.#condition === 'answering') this.#condition = 'unreachable'
    this.#lost.abort()
  }

  markFenced(): void {
    this.#condition = 'fenced'
    this.#lost.abort()
  }

  markAnswering(): void {
    if (isAnswering(this)) return
    this.#condition = 'answering'
    this.#lost = new AbortController()
  }

  async run<Result>(work: (hypervisor: Hypervisor) => Promise<Result>): Promise<Result> {
    const { signal } = this.#lost
    const unavailable = () => new ComputeError('unavailable', this.name)
    if (signal.aborted) throw unavailable()
    const lost = Promise.withResolvers<never>()
    const onLost = () => lost.reject(unavailable())
    signal.addEventListener('abort', onLost, { once: true })
    try {
      return await Promise.race([work(this.hypervisor), lost.promise])
    } finally {
      signal.removeEventListener('abort', onLost)
    }
  }
}
