/**
 * Who owns things. Everything belongs to an account from the start; users, roles and policies will
 * be attached to accounts.
 */
import type { Session } from './session.ts'

export interface Account {
  /** 12 digits. */
  readonly accountId: string
  /** 64 hex digits: the owner's id in S3's XML. */
  readonly canonicalId: string
  readonly displayName: string
  readonly email: string
  readonly createdAtMs: number
  /** What all its buckets together may hold; absent: as much as there is room for. */
  readonly quota?: Quota
}

export type Quota = {
  readonly sizeBytes?: number
  /** Objects, with all their versions and delete markers. */
  readonly versionCount?: number
}

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly accountId: string
  readonly isRoot: boolean
}

/** Whose key signed a request. */
export interface Principal {
  readonly account: Account
  readonly accessKeyId: string
  /** The owner of the server: may use the admin interface. */
  readonly isRoot: boolean
  /** Whose credentials are temporary: it may be limited to less than the account may. */
  readonly session?: Session
}

export interface FoundKey {
  readonly secretAccessKey: string
  readonly principal: Principal
}

export interface Accounts {
  /** For authentication, on every request: must be cheap. */
  findAccessKey(accessKeyId: string): Promise<FoundKey | undefined>
  /** The same for temporary keys, which only their tokens tell of. Their end is not looked at. */
  findSession(accessKeyId: string, sessionToken: string): Promise<FoundKey | undefined>
  findAccount(accountId: string): Promise<Account | undefined>
  /** For grants by e-mail address and owner elements. */
  findByCanonicalId(canonicalId: string): Promise<Account | undefined>
  /** In any case of letters. */
  findByEmail(email: string): Promise<Account | undefined>
  create(options: { displayName: string; email: string }): Promise<Account & AccessKey>
}
