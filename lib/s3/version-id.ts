/** The query parameter versionId, as every operation on an object reads it. */
import { invalidArgument } from './errors.ts'

/** What storage hands out: `null` and short tokens safe in URLs. */
const VERSION_ID = /^[A-Za-z0-9._-]{1,128}$/

/** `undefined`: the current version is meant. */
export function readVersionId(query: ReadonlyMap<string, string>): string | undefined {
  const versionId = query.get('versionId')
  return versionId === undefined ? undefined : checkVersionId(versionId)
}

/** Returns it when an object could have it; whether one has is for storage to say. */
export function checkVersionId(versionId: string): string {
  if (versionId === '') {
    throw invalidArgument('versionId', versionId, 'Version id cannot be the empty string')
  }
  if (!VERSION_ID.test(versionId)) {
    throw invalidArgument('versionId', versionId, 'Invalid version id specified')
  }
  return versionId
}
