/** The definitions of hooks: one document each, by account and name. */
import { randomBytes } from 'node:crypto'
import type { Storage } from '../../../storage/storage.ts'
import type { Clock } from '../../clock.ts'
import { HookError } from './errors.ts'
import type { HookFacts } from './hook-runner.ts'
import type { HookSettings } from './hook-settings.ts'

export type Hook = HookSettings & {
  readonly accountId: string
  readonly hookId: string
  readonly revision: number
  readonly createdAtMs: number
  /** Where it is not, its events wait. */
  readonly isEnabled: boolean
}

export interface HookName {
  readonly accountId: string
  readonly name: string
}

export interface Hooks {
  /** Throws HookError: the name may be taken. */
  create(accountId: string, settings: HookSettings): Promise<Hook>
  find(hook: HookName): Promise<Hook | undefined>
  /** In the order of their names. */
  list(accountId: string): Promise<Hook[]>
  /** Throws HookError where it is not there. */
  setEnabled(hook: HookName, isEnabled: boolean): Promise<Hook>
  /** Resolves to what was removed. Throws HookError where it is not there. */
  remove(hook: HookName): Promise<Hook>
}

const ACCOUNT_HOOKS_MAX = 1_000

export function createHooks(storage: Pick<Storage, 'documents'>, clock: Clock): Hooks {
  const documents = storage.documents<Hook>('hooks')
  const idOf = ({ accountId, name }: HookName) => `${accountId}/${name}`

  async function list(accountId: string): Promise<Hook[]> {
    const found: Hook[] = []
    const options = { prefix: `${accountId}/`, limit: ACCOUNT_HOOKS_MAX }
    for await (const [, hook] of documents.list(options)) found.push(hook)
    return found
  }

  return {
    async create(accountId, settings) {
      if ((await list(accountId)).length >= ACCOUNT_HOOKS_MAX) {
        const message = `an account has at most ${ACCOUNT_HOOKS_MAX} hooks`
        throw new HookError('hooks-exhausted', message)
      }
      const hook: Hook = {
        ...settings,
        accountId,
        hookId: `hook-${randomBytes(8).toString('hex')}`,
        revision: 1,
        createdAtMs: clock.now(),
        isEnabled: true,
      }
      await documents.update(idOf(hook), current => {
        if (current === undefined) return hook
        throw new HookError('hook-name-taken', `there is a hook ${settings.name} already`)
      })
      return hook
    },
    find: hook => documents.get(idOf(hook)),
    list,
    async setEnabled(hook, isEnabled) {
      const changed = await documents.update(
        idOf(hook),
        current => current && { ...current, isEnabled },
      )
      if (changed === undefined) throw missing(hook)
      return changed
    },
    async remove(hook) {
      const removed = await documents.get(idOf(hook))
      if (removed === undefined) throw missing(hook)
      await documents.update(idOf(hook), () => undefined)
      return removed
    },
  }
}

function missing({ name }: HookName): HookError {
  return new HookError('hook-missing', `there is no hook ${name}`)
}

export function factsOf(hook: Hook): HookFacts {
  const { accountId, hookId, revision, name, imageId, machineType, command, reuse } = hook
  const { timeoutMs, memoryBytes, outputBytesMax, logBytesMax } = hook
  return {
    accountId,
    hookId,
    revision,
    name,
    imageId,
    machineType,
    command,
    reuse,
    limits: {
      timeoutMs,
      outputBytesMax,
      logBytesMax,
      ...(memoryBytes !== undefined && { memoryBytes }),
    },
  }
}
