/** Makes a hook's machines: restored where its guest bears that, booted otherwise. */
import { createHash } from 'node:crypto'
import type { Logger } from '../../../log.ts'
import type { EphemeralHost } from '../../ephemeral-machine.ts'
import type { HookFacts } from '../hook-runner.ts'
import { agentScript } from './agent.ts'
import {
  awaitAgent,
  bootHookMachine,
  bootSavableHookMachine,
  type HookMachine,
  type HookMachinePlan,
  restoreHookMachine,
} from './hook-machine.ts'
import type { SavedHook, SavedMachines } from './saved-machines.ts'

export interface MachineMakerOptions {
  readonly host: EphemeralHost
  readonly saved: SavedMachines
  /** How long a guest may take from its power button to its agent. */
  readonly bootMs: number
  readonly log: Logger
}

/** The image was booted, and no agent answered. */
export class UnsuitableImageError extends Error {
  override readonly name = 'UnsuitableImageError'
}

/** A folder to restore from, or the knowledge that there cannot be one. */
type Template = { readonly kind: 'saved'; readonly folder: string } | { readonly kind: 'none' }

interface Start {
  /** Of the machine; the room for it is reserved. */
  readonly id: string
  readonly signal: AbortSignal
}

export class MachineMaker {
  readonly #options: MachineMakerOptions
  readonly #templates = new Map<string, Promise<Template>>()
  readonly #restorable = new Set<string>()

  constructor(options: MachineMakerOptions) {
    this.#options = options
  }

  /** Its agent waits for an event. */
  async make(facts: HookFacts, plan: HookMachinePlan, start: Start): Promise<HookMachine> {
    const template = await this.#template(facts, plan, start)
    if (template.kind === 'none') return await this.#boot(plan, start)
    try {
      return await restoreHookMachine(this.#context(plan, start), template.folder)
    } catch (error) {
      // Whatever is wrong with it, the next machine is made without it.
      if (!start.signal.aborted) await this.forget(facts)
      throw error
    }
  }

  /** Whether a machine is there within a moment. */
  canRestore(hook: SavedHook): boolean {
    return this.#restorable.has(keyOf(hook))
  }

  async forget(hook: SavedHook): Promise<void> {
    this.#templates.delete(keyOf(hook))
    this.#restorable.delete(keyOf(hook))
    await this.#options.saved.forget(hook)
  }

  #context(plan: HookMachinePlan, { id, signal }: Start) {
    const log = this.#options.log.child({ machine: id })
    return { host: this.#options.host, plan, id, log, signal }
  }

  /** Made once, however many wait for it; whoever began it takes it along when it gives up. */
  async #template(facts: HookFacts, plan: HookMachinePlan, start: Start): Promise<Template> {
    const key = keyOf(facts)
    for (;;) {
      start.signal.throwIfAborted()
      const present = this.#templates.get(key)
      if (present) {
        const template = await present.catch(() => undefined)
        if (template && (await this.#isUsable(facts, plan, template))) return template
        if (this.#templates.get(key) === present) this.#templates.delete(key)
        continue
      }
      const making = this.#findOrSave(facts, plan, start)
      this.#templates.set(key, making)
      try {
        const template = await making
        if (template.kind === 'saved') this.#restorable.add(key)
        return template
      } catch (error) {
        if (this.#templates.get(key) === making) this.#templates.delete(key)
        throw error
      }
    }
  }

  async #isUsable(facts: HookFacts, plan: HookMachinePlan, template: Template): Promise<boolean> {
    if (template.kind === 'none') return true
    return (await this.#options.saved.find(facts, this.#fingerprint(plan))) !== undefined
  }

  async #findOrSave(facts: HookFacts, plan: HookMachinePlan, start: Start): Promise<Template> {
    const { saved } = this.#options
    const fingerprint = this.#fingerprint(plan)
    const found = await saved.find(facts, fingerprint)
    if (found !== undefined) return { kind: 'saved', folder: found }
    try {
      const folder = await saved.make(facts, fingerprint, folder => this.#save(plan, start, folder))
      return { kind: 'saved', folder }
    } catch (error) {
      if (!(error instanceof NotRestorableError)) throw error
      this.#options.log.warn({ image: plan.imageId }, error.message)
      return { kind: 'none' }
    }
  }

  async #save(plan: HookMachinePlan, start: Start, folder: string): Promise<void> {
    await using machine = await bootSavableHookMachine(this.#context(plan, start), folder)
    if (!(await this.#awaitAgent(machine, start.signal))) throw new NotRestorableError()
    await machine.machine.save()
  }

  async #boot(plan: HookMachinePlan, start: Start): Promise<HookMachine> {
    await using stack = new AsyncDisposableStack()
    const machine = stack.use(await bootHookMachine(this.#context(plan, start)))
    await this.#awaitAgent(machine, start.signal)
    stack.move()
    return machine
  }

  async #awaitAgent(machine: HookMachine, signal: AbortSignal): Promise<boolean> {
    const { bootMs } = this.#options
    const canReseed = await awaitAgent(
      machine,
      AbortSignal.any([signal, AbortSignal.timeout(bootMs)]),
    )
    signal.throwIfAborted()
    if (canReseed !== undefined) return canReseed
    const last = machine.machine.consoleTail().replaceAll(/[^\x20-\x7e\n]/g, '')
    throw new UnsuitableImageError(
      `no agent answered from ${machine.imageId} within ${bootMs} ms: ${last.trim().slice(-500)}`,
    )
  }

  #fingerprint(plan: HookMachinePlan): string {
    const { openImage: _, ...facts } = plan
    const all = [this.#options.host.fingerprint, agentScript(), facts]
    return createHash('sha256').update(JSON.stringify(all)).digest('hex')
  }
}

class NotRestorableError extends Error {
  override readonly name = 'NotRestorableError'

  constructor() {
    super('this image cannot renew its random numbers, so each of its machines is booted')
  }
}

function keyOf({ accountId, hookId, revision }: SavedHook): string {
  return `${accountId}/${hookId}/${revision}`
}
