/** What temporary credentials are beside the account that they belong to. */
import type { Policy } from './policy/document.ts'

export interface Session {
  readonly issuedAtMs: number
  readonly expiresAtMs: number
  /** Absent: of the account itself, as GetSessionToken makes them. */
  readonly role?: SessionRole
  /** The most that it may do is what they allow together. None: whatever the account may. */
  readonly policies: readonly Policy[]
  /** The key that it was got with; absent where the server itself made it. */
  readonly parentKeyId?: string
  /** Of what runs for a hook; absent for everybody else. */
  readonly hook?: HookSession
}

export type SessionRole = {
  /** As policies name it: `arn:aws:iam::123456789012:role/Name`. */
  readonly arn: string
  /** `AROA…` */
  readonly id: string
  readonly sessionName: string
}

/** Where the objects come from that are written in such a session; the server adds it to them. */
export type HookSession = {
  readonly hookArn: string
  /** How many hooks in a row led to what is written: 1 for what a hook makes of a user's object. */
  readonly depth: number
  /** Of the event: the same for every try of it. */
  readonly eventId: string
  readonly source?: HookSource
  /** Where it may make new objects: under this prefix, and nowhere else. */
  readonly output: { readonly bucket: string; readonly prefix: string }
}

export type HookSource = {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
}

/** What STS gives out. */
export interface TemporaryCredentials {
  /** `ASIA…` */
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiresAtMs: number
}
