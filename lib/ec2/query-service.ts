/** A service that speaks the Query protocol, as the one that reads and authenticates sees it. */
import type { HttpRequest } from '../http/exchange.ts'
import { Ec2Error } from './errors.ts'
import type { QueryRequest } from './query-request.ts'

export interface QueryService {
  /** As credential scopes name it: `ec2`, `sts`. */
  readonly name: string
  /** Answers with the XML of a success; throws what `toEc2Error` understands. */
  run(
    request: HttpRequest,
    query: QueryRequest,
  ): Promise<{ readonly action: string; readonly text: string }>
  formatError(error: Ec2Error, requestId: string): string
}

/** `isKnown`: an action of AWS's that is not served here. */
export function unknownAction(action: string, isKnown: boolean): Ec2Error {
  const shown = action.slice(0, 128)
  return isKnown
    ? new Ec2Error('UnsupportedOperation', `The action ${shown} is not supported by this service.`)
    : new Ec2Error('InvalidAction', `The action ${shown} is not valid for this web service.`)
}
