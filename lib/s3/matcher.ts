/**
 * From a request to its operation. Built once from the tables; a match costs one map look-up and a
 * walk over the few rows that share method and target.
 *
 * Unknown ordinary parameters (`x-id`, `foo`) are ignored. A sub-resource is not: a request that
 * names one gets the operation of that name or an error, never its neighbour.
 */
import { invalidArgument, S3Error } from './errors.ts'
import type { AnyOperation, Match, Target } from './operation.ts'
import { unimplementedOperations } from './unimplemented.ts'

interface Candidate {
  readonly name: string
  readonly on: Match
  /** `undefined`: recognised, not implemented. */
  readonly operation: AnyOperation | undefined
}

export interface MatchRequest {
  readonly method: string
  readonly target: Target
  readonly query: ReadonlyMap<string, string>
  readonly headers: Readonly<Record<string, unknown>>
}

/** The operation that a request means; throws S3Error where there is none. */
export type Matcher = (request: MatchRequest) => AnyOperation

export function createMatcher(operations: readonly AnyOperation[]): Matcher {
  const candidates = new Map<string, Candidate[]>()
  const subresources = new Set<string>()
  const add = ({ name, on }: Omit<Candidate, 'operation'>, operation: AnyOperation | undefined) => {
    const slot = `${on.method} ${on.target}`
    const list = candidates.get(slot) ?? []
    list.push({ name, on, operation })
    candidates.set(slot, list)
    const [subresource] = on.query ?? []
    if (subresource !== undefined) subresources.add(subresource)
  }
  for (const operation of operations) add(operation, operation)
  for (const recognised of unimplementedOperations) add(recognised, undefined)

  return request => {
    const { method, target, query } = request
    const named = query.size === 0 ? [] : namedSubresources(query, subresources)
    if (named.length > 1) throw conflictingSubresources(named)
    const list = candidates.get(`${method} ${target}`) ?? []
    const found = list.find(({ on }) => matches(on, named[0], request))
    if (found?.operation) return found.operation
    if (found === undefined) throw noSuchOperation(request, named[0])
    throw new S3Error('NotImplemented', { Operation: found.name })
  }
}

function namedSubresources(
  query: ReadonlyMap<string, string>,
  subresources: ReadonlySet<string>,
): string[] {
  const named: string[] = []
  for (const name of query.keys()) {
    if (subresources.has(name)) named.push(name)
  }
  return named
}

function matches(on: Match, subresource: string | undefined, request: MatchRequest): boolean {
  if (on.query?.[0] !== subresource) return false
  if (on.header !== undefined && request.headers[on.header] === undefined) return false
  return on.query?.every(name => request.query.has(name)) ?? true
}

function conflictingSubresources(names: readonly string[]): S3Error {
  const message = `Conflicting query string parameters: ${names.join(', ')}`
  return invalidArgument('ResourceType', names[0] ?? '', message)
}

/** Sub-resources of buckets that AWS refuses on a key in so many words. */
const BUCKET_ONLY: readonly string[] = ['uploads', 'versions']

function noSuchOperation(request: MatchRequest, subresource: string | undefined): S3Error {
  const { method, target } = request
  if (subresource === undefined) {
    return new S3Error('MethodNotAllowed', { Method: method, ResourceType: target.toUpperCase() })
  }
  if (target === 'object' && BUCKET_ONLY.includes(subresource)) {
    const message = `There is no such thing as the ?${subresource} sub-resource for a key`
    return new S3Error('InvalidRequest', {}, { message })
  }
  return new S3Error('NotImplemented')
}
