/**
 * Route tables. A route may lead to an internet gateway: nothing else that it could lead to exists.
 * https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
 */
import { ComputeError } from '../errors.ts'
import { idForToken, newId } from '../ids.ts'
import { listOwned } from '../records.ts'
import { checkTagCount } from '../tags.ts'
import { blockOf, covers, formatBlock, parseBlock } from './ipv4.ts'
import type { NetworkRecords, NetworkTags, Route, RouteTableRecord, VpcRecord } from './records.ts'
import {
  allOwned,
  amend,
  findOwned,
  type NetworkStore,
  remove,
  type VpcName,
  write,
} from './store.ts'

export interface RouteTables {
  /** A token that was used for the same VPC names the table that it made. */
  create(
    vpc: VpcName,
    options: { readonly tags: NetworkTags; readonly clientToken: string },
  ): Promise<RouteTableRecord>
  get(accountId: string, id: string): Promise<RouteTableRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<RouteTableRecord>
  delete(accountId: string, id: string): Promise<void>
  /** Answers with the association's id. */
  associate(accountId: string, id: string, subnetId: string): Promise<string>
  disassociate(accountId: string, associationId: string): Promise<void>
  /** Also of the main association; answers with the new one's id. */
  replaceAssociation(accountId: string, associationId: string, id: string): Promise<string>
  createRoute(accountId: string, id: string, route: Route): Promise<void>
  replaceRoute(accountId: string, id: string, route: Route): Promise<void>
  deleteRoute(accountId: string, id: string, destination: string): Promise<void>
}

const tablesPerVpcMax = 200
const routesPerTableMax = 50

export function createRouteTables(store: NetworkStore): RouteTables {
  async function changeRoutes(
    accountId: string,
    id: string,
    change: (records: NetworkRecords, table: RouteTableRecord) => Promise<readonly Route[]>,
  ): Promise<void> {
    const { vpcId } = await store.change(accountId, async records => {
      const table = await findTable(records, accountId, id)
      await amend(records.routeTables, table, { routes: await change(records, table) })
      return table
    })
    store.changed({ accountId, vpcId })
  }

  return {
    ...associations(store),

    async create({ accountId, vpcId }, { tags, clientToken }) {
      checkTagCount(tags)
      return store.change(accountId, async records => {
        await findOwned(records.vpcs, 'vpc-missing', { accountId, id: vpcId })
        const id = idForToken('rtb', accountId, clientToken)
        const earlier = await records.routeTables.get(`${accountId}/${id}`)
        if (earlier && earlier.vpcId !== vpcId)
          throw new ComputeError('token-mismatch', clientToken)
        if (earlier) return earlier
        const all = await allOwned(records.routeTables, accountId)
        if (all.filter(each => each.vpcId === vpcId).length >= tablesPerVpcMax) {
          throw new ComputeError('route-table-limit', String(tablesPerVpcMax))
        }
        const createdAtMs = store.clock.now()
        const fields = { id, accountId, vpcId, tags, createdAtMs }
        return write(records.routeTables, { ...fields, routes: [], associations: [] })
      })
    },

    async get(accountId, id) {
      return (await store.open(accountId)).routeTables.get(`${accountId}/${id}`)
    },

    async *list(accountId, after) {
      yield* listOwned((await store.open(accountId)).routeTables, accountId, after)
    },

    async delete(accountId, id) {
      await store.change(accountId, async records => {
        const table = await findTable(records, accountId, id)
        const vpc = await vpcOf(records, table)
        if (table.associations.length > 0 || vpc.mainRouteTableId === id) {
          throw new ComputeError('route-table-in-use', id)
        }
        await remove(records.routeTables, table)
      })
    },

    createRoute: (accountId, id, asked) =>
      changeRoutes(accountId, id, async (records, table) => {
        const route = await checkRoute(records, table, asked)
        if (table.routes.some(each => each.destination === route.destination)) {
          throw new ComputeError('route-exists', route.destination)
        }
        if (table.routes.length >= routesPerTableMax) {
          throw new ComputeError('route-limit', String(routesPerTableMax))
        }
        return [...table.routes, route]
      }),

    replaceRoute: (accountId, id, asked) =>
      changeRoutes(accountId, id, async (records, table) => {
        const route = await checkRoute(records, table, asked)
        const others = withoutRoute(table, route.destination)
        return [...others, route]
      }),

    deleteRoute: (accountId, id, asked) =>
      changeRoutes(accountId, id, async (records, table) => {
        const destination = destinationOf(asked)
        if (destination === (await vpcOf(records, table)).cidr) {
          throw new ComputeError('route-local', destination)
        }
        return withoutRoute(table, destination)
      }),
  }
}

function associations(
  store: NetworkStore,
): Pick<RouteTables, 'associate' | 'disassociate' | 'replaceAssociation'> {
  return {
    async associate(accountId, id, subnetId) {
      const { vpcId, associationId } = await store.change(accountId, async records => {
        const table = await findTable(records, accountId, id)
        const subnet = await findOwned(records.subnets, 'subnet-missing', {
          accountId,
          id: subnetId,
        })
        if (subnet.vpcId !== table.vpcId) throw new ComputeError('route-target-unusable', subnetId)
        const known = table.associations.find(each => each.subnetId === subnetId)
        if (known) return { vpcId: table.vpcId, associationId: known.id }
        const all = await allOwned(records.routeTables, accountId)
        if (all.some(each => each.associations.some(other => other.subnetId === subnetId))) {
          throw new ComputeError('subnet-associated', subnetId)
        }
        const associationId = await addAssociation(records, table, subnetId)
        return { vpcId: table.vpcId, associationId }
      })
      store.changed({ accountId, vpcId })
      return associationId
    },

    async disassociate(accountId, associationId) {
      const vpcId = await store.change(accountId, async records => {
        if (await findMain(records, accountId, associationId)) {
          throw new ComputeError('main-association-fixed', associationId)
        }
        const { table } = await removeAssociation(records, accountId, associationId)
        return table.vpcId
      })
      store.changed({ accountId, vpcId })
    },

    async replaceAssociation(accountId, associationId, id) {
      const { vpcId, newAssociationId } = await store.change(accountId, async records => {
        const table = await findTable(records, accountId, id)
        const main = await findMain(records, accountId, associationId)
        if (main) {
          if (main.id !== table.vpcId) throw new ComputeError('route-target-unusable', id)
          const mainAssociationId = newId('rtbassoc')
          await amend(records.vpcs, main, { mainAssociationId, mainRouteTableId: id })
          return { vpcId: main.id, newAssociationId: mainAssociationId }
        }
        const old = await findAssociation(records, accountId, associationId)
        if (old.table.vpcId !== table.vpcId) throw new ComputeError('route-target-unusable', id)
        await removeAssociation(records, accountId, associationId)
        // The same table may be meant: what it is now is read again.
        const current = await findTable(records, accountId, id)
        const newAssociationId = await addAssociation(records, current, old.subnetId)
        return { vpcId: table.vpcId, newAssociationId }
      })
      store.changed({ accountId, vpcId })
      return newAssociationId
    },
  }
}

function findTable(
  records: NetworkRecords,
  accountId: string,
  id: string,
): Promise<RouteTableRecord> {
  return findOwned(records.routeTables, 'route-table-missing', { accountId, id })
}

function vpcOf(records: NetworkRecords, table: RouteTableRecord): Promise<VpcRecord> {
  const { accountId, vpcId } = table
  return findOwned(records.vpcs, 'vpc-missing', { accountId, id: vpcId })
}

async function findMain(
  records: NetworkRecords,
  accountId: string,
  associationId: string,
): Promise<VpcRecord | undefined> {
  const all = await allOwned(records.vpcs, accountId)
  return all.find(vpc => vpc.mainAssociationId === associationId)
}

async function findAssociation(records: NetworkRecords, accountId: string, associationId: string) {
  for (const table of await allOwned(records.routeTables, accountId)) {
    const found = table.associations.find(each => each.id === associationId)
    if (found) return { table, subnetId: found.subnetId }
  }
  throw new ComputeError('association-missing', associationId)
}

async function addAssociation(
  records: NetworkRecords,
  table: RouteTableRecord,
  subnetId: string,
): Promise<string> {
  const id = newId('rtbassoc')
  const added = [...table.associations, { id, subnetId }]
  await amend(records.routeTables, table, { associations: added })
  return id
}

async function removeAssociation(
  records: NetworkRecords,
  accountId: string,
  associationId: string,
) {
  const found = await findAssociation(records, accountId, associationId)
  const left = found.table.associations.filter(each => each.id !== associationId)
  await amend(records.routeTables, found.table, { associations: left })
  return found
}

/** Where it leads must be there, and what it is for must not be the VPC's own addresses. */
async function checkRoute(
  records: NetworkRecords,
  table: RouteTableRecord,
  { destination: text, gatewayId }: Route,
): Promise<Route> {
  const { accountId, vpcId } = table
  const destination = destinationOf(text)
  const block = blockOf({ cidr: destination })
  const vpc = await vpcOf(records, table)
  if (covers(blockOf(vpc), block)) throw new ComputeError('route-local', destination)
  const gateway = await findOwned(records.internetGateways, 'gateway-missing', {
    accountId,
    id: gatewayId,
  })
  if (gateway.vpcId !== vpcId) throw new ComputeError('route-target-unusable', gatewayId)
  return { destination, gatewayId }
}

function destinationOf(text: string): string {
  const block = parseBlock(text)
  if (!block) throw new ComputeError('rule-invalid', `CIDR block ${text} is malformed`)
  return formatBlock(block)
}

function withoutRoute(table: RouteTableRecord, destination: string): readonly Route[] {
  const others = table.routes.filter(each => each.destination !== destination)
  if (others.length === table.routes.length) throw new ComputeError('route-missing', destination)
  return others
}
