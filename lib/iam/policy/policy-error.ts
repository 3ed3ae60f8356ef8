/**
 * What is wrong with a policy. The messages are AWS's where they are known, and may be sent as they
 * are; `detail` repeats the part of the policy that is meant.
 */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  readonly detail: string | undefined

  constructor(message: string, detail?: string, options?: ErrorOptions) {
    super(message, options)
    this.detail = detail?.slice(0, DETAIL_LENGTH_MAX)
  }
}

const DETAIL_LENGTH_MAX = 512
