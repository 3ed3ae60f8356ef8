/**
 * What one key may hold. Every change that was acknowledged has happened; one that failed, or was
 * under way when everything stopped, may have or not: then there are several possible states, until
 * somebody looks. A key has one client at a time, which changes it in sequence.
 */
import type { Versioning } from '../../../storage/storage.ts'

export interface ModelVersion {
  /** `undefined`: nobody was told. */
  readonly id: string | undefined
  /** Empty for a delete marker. */
  readonly etag: string
  readonly isDeleteMarker: boolean
}

/** Newest first. */
export type KeyState = readonly ModelVersion[]

export type Change = (state: KeyState) => KeyState

export class KeyModel {
  #possible: readonly KeyState[] = [[]]

  get possible(): readonly KeyState[] {
    return this.#possible
  }

  /** The state, if there is no doubt about it. */
  get certain(): KeyState | undefined {
    return this.#possible.length === 1 ? this.#possible[0] : undefined
  }

  /** From now on the change may be found. Returns what makes it certain. */
  begin(change: Change): { done(change: Change): void } {
    const before = this.#possible
    this.#set([...before, ...before.map(change)])
    return { done: known => this.#set(before.map(known)) }
  }

  /** What was found is what it is. */
  settle(found: KeyState): void {
    if (!this.#possible.some(state => matches(state, found))) {
      const possible = this.#possible.map(state => JSON.stringify(state)).join(' or ')
      throw new Error(`holds ${JSON.stringify(found)} and may hold ${possible}`)
    }
    this.#set([found])
  }

  /** It is known that one of these is not so. */
  narrow(isPossible: (state: KeyState) => boolean): void {
    this.#set(this.#possible.filter(isPossible))
  }

  #set(states: readonly KeyState[]): void {
    this.#possible = [...new Map(states.map(state => [JSON.stringify(state), state])).values()]
  }
}

function matches(possible: KeyState, found: KeyState): boolean {
  return (
    possible.length === found.length &&
    possible.every((version, index) => {
      const other = found[index]
      return (
        other !== undefined &&
        (version.id === undefined || version.id === other.id) &&
        version.etag === other.etag &&
        version.isDeleteMarker === other.isDeleteMarker
      )
    })
  )
}

/** A new version in front, by the rules of the bucket's versioning. */
export function added(
  version: Pick<ModelVersion, 'etag' | 'isDeleteMarker'>,
  { versioning, id }: { versioning: Versioning; id?: string },
): Change {
  return state => {
    if (versioning === 'enabled') return [{ ...version, id }, ...state]
    return [{ ...version, id: 'null' }, ...state.filter(other => other.id !== 'null')]
  }
}

export function deleted(options: { versioning: Versioning; id?: string }): Change {
  if (options.versioning === 'off') return () => []
  return added({ etag: '', isDeleteMarker: true }, options)
}

export function withoutVersion(id: string): Change {
  return state => state.filter(version => version.id !== id)
}
