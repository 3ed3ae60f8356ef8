/** Storage that one process sees: it can end like a process, at any step, or have no room. */
import { type Documents, type Json, type Storage, StorageError } from '../../../storage/storage.ts'

export interface MortalStorage {
  readonly storage: Storage
  /** From now on nothing that was asked for comes back, and nothing more happens. */
  kill(): void
  /** Ends it when so many more changes have happened, which resolves; the last is not answered. */
  killAfter(changeCount: number): Promise<void>
  /** Whatever waits for a process that ended fails, so that it can be cleaned up. */
  bury(): void
  /** Refuses bodies for want of room; reads go on. */
  isFull: boolean
}

export function mortal(real: Storage): MortalStorage {
  let isDead = false
  let changesLeft = Number.POSITIVE_INFINITY
  const ended = Promise.withResolvers<void>()
  const grave = Promise.withResolvers<never>()
  grave.promise.catch(() => undefined)

  async function look<Result>(work: () => Promise<Result>): Promise<Result> {
    if (isDead) return await grave.promise
    const result = await work()
    return isDead ? await grave.promise : result
  }

  async function change<Result>(work: () => Promise<Result>): Promise<Result> {
    if (isDead) return await grave.promise
    changesLeft--
    if (changesLeft > 0) return await look(work)
    isDead = true
    await work()
    ended.resolve()
    return await grave.promise
  }

  function documents<Value extends Json>(name: string): Documents<Value> {
    const known = real.documents<Value>(name)
    return {
      get: id => look(() => known.get(id)),
      list: options => known.list(options),
      update: (id, decide) => change(() => known.update(id, decide)),
    }
  }

  const control: MortalStorage = {
    storage: {
      ...real,
      createBucket: (...args) => change(() => real.createBucket(...args)),
      putObject(...args) {
        if (control.isFull) return Promise.reject(new StorageError('disk-full', 'no room'))
        return change(() => real.putObject(...args))
      },
      deleteObject: (...args) => change(() => real.deleteObject(...args)),
      openObject: (...args) => look(() => real.openObject(...args)),
      statObject: (...args) => look(() => real.statObject(...args)),
      listObjects: (...args) => look(() => real.listObjects(...args)),
      pinObject: (...args) => change(() => real.pinObject(...args)),
      removePin: (...args) => change(() => real.removePin(...args)),
      documents,
    },
    kill: () => {
      isDead = true
    },
    killAfter: changeCount => {
      changesLeft = changeCount
      return ended.promise
    },
    bury: () => grave.reject(new Error('the process has ended')),
    isFull: false,
  }
  return control
}
