/**
 * CloudWatch's errors: the code of the Query protocol, and the name of the same error in the newer
 * ones, where the code goes into the header x-amzn-query-error.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
 */
import { ComputeError } from '../compute/errors.ts'
import { Ec2Error } from '../ec2/errors.ts'

export const errorTable = {
  AccessDenied: { status: 403, shape: 'AccessDeniedException' },
  InternalServiceError: { status: 500, shape: 'InternalServiceFault' },
  InvalidAction: { status: 400, shape: 'UnknownOperationException' },
  InvalidNextToken: { status: 400, shape: 'InvalidNextToken' },
  InvalidParameterCombination: { status: 400, shape: 'InvalidParameterCombinationException' },
  InvalidParameterValue: { status: 400, shape: 'InvalidParameterValueException' },
  LimitExceeded: { status: 400, shape: 'LimitExceededFault' },
  MalformedInput: { status: 400, shape: 'SerializationException' },
  MissingParameter: { status: 400, shape: 'MissingRequiredParameterException' },
  RequestEntityTooLarge: { status: 413, shape: 'RequestEntityTooLarge' },
  ValidationError: { status: 400, shape: 'ValidationException' },
} as const satisfies Record<string, { readonly status: number; readonly shape: string }>

export type CloudWatchErrorCode = keyof typeof errorTable

export class CloudWatchError extends Error {
  override readonly name = 'CloudWatchError'
  readonly code: CloudWatchErrorCode

  constructor(code: CloudWatchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** As it is sent, whatever the protocol. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly shape: string
  readonly message: string
  readonly cause?: unknown
}

/** The one place where something thrown becomes something sent; messages are never inspected. */
export function toRefusal(thrown: unknown): Refusal {
  if (thrown instanceof CloudWatchError) {
    const { code, message, cause } = thrown
    return { ...errorTable[code], code, message, cause }
  }
  // Refused before it was CloudWatch's own: its signature or its form.
  if (thrown instanceof Ec2Error) {
    const { status, code, message, cause } = thrown
    return { status, code, shape: code, message, cause }
  }
  if (thrown instanceof ComputeError && thrown.code === 'metric-limit-exceeded') {
    const message = 'There are too many metrics.'
    return toRefusal(new CloudWatchError('LimitExceeded', message, { cause: thrown }))
  }
  const message = 'An internal error has occurred'
  return toRefusal(new CloudWatchError('InternalServiceError', message, { cause: thrown }))
}
