/** The stored form of a version's pins. */
/** Beside a pinned version. */
export interface PinnedRecord {
  readonly pins: readonly string[]
  /** The version's record, once the version itself is removed. */
  readonly orphan?: string
}
