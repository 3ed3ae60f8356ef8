/** Elastic IPs: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html and its kin. */
import type { ElasticAddressRecord } from '../../compute/networks/records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, instanceIdKind, missingIds } from '../identifiers.ts'
import { type Listing, type ListingInput, listItems } from '../listing.ts'
import { allocationIdKind, networkInterfaceIdKind } from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type { AddressOutput, AssociateAddressRequestInput } from '../wire/wire.generated.ts'

/** The pool that addresses come from, as AWS calls its own. */
const POOL = 'amazon'

export const allocateAddress = defineOperation({
  name: 'AllocateAddress',
  refuses: ['CustomerOwnedIpv4Pool', 'IpamPoolId'],
  async run(context, input) {
    const { compute, accountId, region } = context
    checkOnly('Domain', input.Domain, 'vpc')
    checkOnly('PublicIpv4Pool', input.PublicIpv4Pool, POOL)
    checkOnly('NetworkBorderGroup', input.NetworkBorderGroup, region)
    const elastic = await compute.networks.elasticAddresses.allocate({
      accountId,
      wanted: input.Address || undefined,
      tags: tagsFor('elastic-ip', input.TagSpecifications),
    })
    return {
      AllocationId: elastic.id,
      Domain: 'vpc',
      NetworkBorderGroup: region,
      PublicIp: elastic.address,
      PublicIpv4Pool: POOL,
    }
  },
})

function checkOnly(name: string, value: string | undefined, only: string): void {
  if (!value || value === only) return
  const message = `Value (${value.slice(0, 64)}) for parameter ${name} is invalid. Expected ${only}.`
  throw new Ec2Error('InvalidParameterValue', message)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html */
export const associateAddress = defineOperation({
  name: 'AssociateAddress',
  async run(context, input) {
    const { compute, accountId } = context
    const elastic = await findElastic(context, input)
    const { associationId } = await compute.networks.elasticAddresses.associate({
      accountId,
      allocationId: elastic.id,
      interfaceId: await interfaceOf(context, input),
      privateIpAddress: input.PrivateIpAddress || undefined,
      mayReassociate: input.AllowReassociation ?? true,
    })
    return { AssociationId: associationId }
  },
})

/** The instance's own, or the one that is named. */
async function interfaceOf(
  { compute, accountId }: Ec2Context,
  { InstanceId, NetworkInterfaceId }: AssociateAddressRequestInput,
): Promise<string> {
  if (!InstanceId === !NetworkInterfaceId) {
    const message = 'Either InstanceId or NetworkInterfaceId has to be given'
    throw new Ec2Error(InstanceId ? 'InvalidParameterCombination' : 'MissingParameter', message)
  }
  if (NetworkInterfaceId) {
    checkIds(networkInterfaceIdKind, [NetworkInterfaceId])
    return NetworkInterfaceId
  }
  const id = InstanceId ?? ''
  checkIds(instanceIdKind, [id])
  const machine = await compute.machines.get(accountId, id)
  if (!machine) throw missingIds(instanceIdKind, [id])
  if (machine.state === 'terminated' || machine.state === 'shutting-down') {
    const message = `The instance '${id}' is not in a valid state for this operation.`
    throw new Ec2Error('IncorrectInstanceState', message)
  }
  return machine.interfaceId
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateAddress.html */
export const disassociateAddress = defineOperation({
  name: 'DisassociateAddress',
  async run(context, { AssociationId, PublicIp }) {
    const { elasticAddresses } = context.compute.networks
    const associationId = AssociationId || (await findElastic(context, { PublicIp })).associationId
    await elasticAddresses.disassociate(context.accountId, associationId)
    return undefined
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html */
export const releaseAddress = defineOperation({
  name: 'ReleaseAddress',
  async run(context, input) {
    checkOnly('NetworkBorderGroup', input.NetworkBorderGroup, context.region)
    const { id } = await findElastic(context, input)
    await context.compute.networks.elasticAddresses.release(context.accountId, id)
    return undefined
  },
})

/** By its allocation, or by the address itself. */
async function findElastic(
  { compute, accountId }: Ec2Context,
  {
    AllocationId,
    PublicIp,
  }: {
    readonly AllocationId?: string | undefined
    readonly PublicIp?: string | undefined
  },
): Promise<ElasticAddressRecord> {
  const { elasticAddresses } = compute.networks
  if (AllocationId) {
    checkIds(allocationIdKind, [AllocationId])
    const elastic = await elasticAddresses.get(accountId, AllocationId)
    if (!elastic) throw missingIds(allocationIdKind, [AllocationId])
    return elastic
  }
  if (!PublicIp) {
    throw new Ec2Error('MissingParameter', 'The request must contain AllocationId or PublicIp')
  }
  const elastic = await elasticAddresses.getByAddress(accountId, PublicIp)
  if (!elastic) {
    throw new Ec2Error('InvalidAddress.NotFound', `Address '${PublicIp.slice(0, 64)}' not found.`)
  }
  return elastic
}

interface AddressListingInput extends ListingInput {
  readonly AllocationIds?: readonly string[] | undefined
}

const addressListing: Listing<AddressListingInput, AddressOutput> = {
  name: 'DescribeAddresses',
  byId: {
    kind: allocationIdKind,
    idsOf: input => input.AllocationIds,
    async find(context, id) {
      const { elasticAddresses } = context.compute.networks
      const elastic = await elasticAddresses.get(context.accountId, id)
      return elastic && toAddress(context, elastic)
    },
  },
  filters: {
    'allocation-id': address => address.AllocationId,
    'association-id': address => address.AssociationId,
    domain: address => address.Domain,
    'instance-id': address => address.InstanceId,
    'network-border-group': address => address.NetworkBorderGroup,
    'network-interface-id': address => address.NetworkInterfaceId,
    'network-interface-owner-id': address => address.NetworkInterfaceOwnerId,
    'private-ip-address': address => address.PrivateIpAddress,
    'public-ip': address => address.PublicIp,
  },
  tagsOf: address => address.Tags ?? [],
  async *list(context, after) {
    const { elasticAddresses } = context.compute.networks
    for await (const elastic of elasticAddresses.list(context.accountId, after)) {
      yield toAddress(context, elastic)
    }
  },
  positionOf: address => address.AllocationId ?? '',
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html */
export const describeAddresses = defineOperation({
  name: 'DescribeAddresses',
  async run(context, { PublicIps = [], AllocationIds = [], Filters }) {
    const named = await Promise.all(
      PublicIps.map(async address => (await findElastic(context, { PublicIp: address })).id),
    )
    const input = { Filters, AllocationIds: [...AllocationIds, ...named] }
    return { Addresses: (await listItems(addressListing, context, input)).items }
  },
})

/** The one attribute is a name that an address resolves to, and no address has any. */
export const describeAddressesAttribute = defineOperation({
  name: 'DescribeAddressesAttribute',
  async run(context, { AllocationIds = [], Attribute }) {
    checkOnly('Attribute', Attribute, 'domain-name')
    for (const AllocationId of AllocationIds) await findElastic(context, { AllocationId })
    return { Addresses: [] }
  },
})

async function toAddress(
  { compute, accountId, region }: Ec2Context,
  elastic: ElasticAddressRecord,
): Promise<AddressOutput> {
  const nic =
    elastic.interfaceId === ''
      ? undefined
      : await compute.networks.interfaces.get(accountId, elastic.interfaceId)
  return {
    AllocationId: elastic.id,
    Domain: 'vpc',
    NetworkBorderGroup: region,
    PublicIp: elastic.address,
    PublicIpv4Pool: POOL,
    Tags: toTagSet(elastic.tags),
    ...(nic && {
      AssociationId: elastic.associationId,
      InstanceId: nic.attachment?.machineId,
      NetworkInterfaceId: nic.id,
      NetworkInterfaceOwnerId: nic.accountId,
      PrivateIpAddress: nic.privateIpAddress,
    }),
  }
}
