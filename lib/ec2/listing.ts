/**
 * What the Describe actions share: ids, filters and pages. A listing says where its items come from
 * and what they can be asked by; the rest is the same for all.
 */
import { Ec2Error } from './errors.ts'
import { compileFilters, type FilterRules } from './filters.ts'
import { checkIds, type IdKind, missingIds } from './identifiers.ts'
import type { ActionName, Ec2Context } from './operation.ts'
import type { FilterInput } from './wire/wire.generated.ts'

export interface ListingInput {
  readonly Filters?: readonly FilterInput[] | undefined
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

export interface Listing<Input extends ListingInput, Item> extends FilterRules<Item> {
  readonly name: ActionName
  /** Bounds of MaxResults; absent: the action has no pages. */
  readonly pageSize?: { readonly min: number; readonly max: number }
  /** Asked for one by one; may not go together with MaxResults. */
  readonly byId?: {
    readonly kind: IdKind
    idsOf(input: Input): readonly string[] | undefined
    find(context: Ec2Context, id: string): Promise<Item | undefined>
  }
  /** In the order of the positions, after the one given. */
  list(context: Ec2Context, after: string | undefined): AsyncIterable<Item>
  /** Where the next page goes on. */
  positionOf(item: Item): string
}

export interface ListedPage<Item> {
  readonly items: readonly Item[]
  readonly NextToken: string | undefined
}

/** Without MaxResults a page has at most so many items. */
const PAGE_ITEMS = 1_000

export async function listItems<Input extends ListingInput, Item>(
  listing: Listing<Input, Item>,
  context: Ec2Context,
  input: Input,
): Promise<ListedPage<Item>> {
  const isWanted = compileFilters(listing, input.Filters)
  const ids = listing.byId?.idsOf(input) ?? []
  const pageSize = checkPageSize(listing, input, ids)
  if (listing.byId && ids.length > 0) {
    const found = await findAll(listing.byId, context, ids)
    return { items: found.filter(isWanted), NextToken: undefined }
  }
  const items: Item[] = []
  for await (const item of listing.list(context, decodeToken(listing.name, input.NextToken))) {
    if (!isWanted(item)) continue
    const last = items.at(-1)
    if (last !== undefined && items.length === pageSize) {
      return { items, NextToken: encodeToken(listing.name, listing.positionOf(last)) }
    }
    items.push(item)
  }
  return { items, NextToken: undefined }
}

async function findAll<Input extends ListingInput, Item>(
  byId: NonNullable<Listing<Input, Item>['byId']>,
  context: Ec2Context,
  ids: readonly string[],
): Promise<Item[]> {
  const unique = [...new Set(checkIds(byId.kind, ids))]
  const found = await Promise.all(unique.map(id => byId.find(context, id)))
  const missing = unique.filter((_, position) => found[position] === undefined)
  if (missing.length > 0) throw missingIds(byId.kind, missing)
  return found.filter(item => item !== undefined)
}

function checkPageSize<Input extends ListingInput, Item>(
  { pageSize }: Listing<Input, Item>,
  { MaxResults }: Input,
  ids: readonly string[],
): number {
  if (pageSize === undefined || MaxResults === undefined) {
    return pageSize ? PAGE_ITEMS : Number.POSITIVE_INFINITY
  }
  if (ids.length > 0) {
    throw new Ec2Error(
      'InvalidParameterCombination',
      'The parameter MaxResults cannot be used together with ids',
    )
  }
  const { min, max } = pageSize
  if (!Number.isInteger(MaxResults) || MaxResults < min || MaxResults > max) {
    throw new Ec2Error(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting ${min} to ${max}.`,
    )
  }
  return MaxResults
}

/**
 * A token says which action it belongs to and where to go on. It needs no secret: a position is
 * only ever looked up among the caller's own things.
 */
function encodeToken(name: ActionName, position: string): string {
  return Buffer.from(`${name}:${position}`).toString('base64url')
}

const TOKEN_LENGTH_MAX = 2_048

function decodeToken(name: ActionName, token: string | undefined): string | undefined {
  if (token === undefined || token === '') return undefined
  const text = token.length > TOKEN_LENGTH_MAX ? '' : Buffer.from(token, 'base64url').toString()
  if (!text.startsWith(`${name}:`)) {
    throw new Ec2Error('InvalidNextToken', 'The token is not one of this action.')
  }
  return text.slice(name.length + 1)
}
