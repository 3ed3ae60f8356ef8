/** What an operation of KMS gets: who asks, for what, and the keys. */
import type { Kms } from '../kms.ts'
import type { Fields } from './input.ts'

export interface KmsRequest {
  readonly kms: Kms
  /** Of whoever signed. */
  readonly accountId: string
  readonly fields: Fields
  readonly nowMs: number
}

/** Resolves to the answer's JSON; throws KmsApiError and KmsError. */
export type KmsOperation = (request: KmsRequest) => Promise<object>
