/** What can be set of instances beside their attributes, and what they have none of. */
import type { MachineRecord, MetadataOptions } from '../../compute/records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, type IdKind, instanceIdKind, missingIds } from '../identifiers.ts'
import { listItems } from '../listing.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { toMetadataOptions } from './instance-view.ts'
import { instanceListing } from './instances.ts'
import { metadataChangeOf } from './launch-parameters.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataOptions.html */
export const modifyInstanceMetadataOptions = defineOperation({
  name: 'ModifyInstanceMetadataOptions',
  requires: ['InstanceId'],
  async run({ compute, accountId }, { InstanceId = '', ...options }) {
    checkIds(instanceIdKind, [InstanceId])
    const change: Partial<MetadataOptions> = metadataChangeOf(options)
    const machine = await compute.machineChanges.change(accountId, InstanceId, current => ({
      ...current,
      metadataOptions: { ...current.metadataOptions, ...change },
    }))
    return { InstanceId, InstanceMetadataOptions: toMetadataOptions(machine) }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetInstanceMetadataDefaults.html */
export const getInstanceMetadataDefaults = defineOperation({
  name: 'GetInstanceMetadataDefaults',
  // Accounts have no defaults of their own, which is said by an empty element.
  run: async () => ({ AccountLevel: {} }),
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_MonitorInstances.html */
export const monitorInstances = defineOperation({
  name: 'MonitorInstances',
  requires: ['InstanceIds'],
  async run(context, { InstanceIds = [] }) {
    const machines = await setMonitored(context, InstanceIds, true)
    return { InstanceMonitorings: machines.map(({ id }) => toMonitoring(id, 'pending')) }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UnmonitorInstances.html */
export const unmonitorInstances = defineOperation({
  name: 'UnmonitorInstances',
  requires: ['InstanceIds'],
  async run(context, { InstanceIds = [] }) {
    const machines = await setMonitored(context, InstanceIds, false)
    return { InstanceMonitorings: machines.map(({ id }) => toMonitoring(id, 'disabling')) }
  },
})

function toMonitoring(InstanceId: string, State: string) {
  return { InstanceId, Monitoring: { State } }
}

async function setMonitored(
  { compute, accountId }: Ec2Context,
  ids: readonly string[],
  isMonitored: boolean,
): Promise<readonly MachineRecord[]> {
  const unique = [...new Set(checkIds(instanceIdKind, ids))]
  const found = await Promise.all(unique.map(id => compute.machines.get(accountId, id)))
  const missing = unique.filter((_, position) => found[position] === undefined)
  if (missing.length > 0) throw missingIds(instanceIdKind, missing)
  return Promise.all(
    unique.map(id =>
      compute.machineChanges.change(accountId, id, machine => ({ ...machine, isMonitored })),
    ),
  )
}

/**
 * Only Windows makes a password, which it writes to its console: there is none to tell.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetPasswordData.html
 */
export const getPasswordData = defineOperation({
  name: 'GetPasswordData',
  requires: ['InstanceId'],
  async run({ compute, accountId }, { InstanceId = '' }) {
    checkIds(instanceIdKind, [InstanceId])
    const machine = await compute.machines.get(accountId, InstanceId)
    if (!machine) throw missingIds(instanceIdKind, [InstanceId])
    return { InstanceId, Timestamp: new Date(machine.launchedAtMs), PasswordData: '' }
  },
})

/**
 * No type earns credits here, so one that does on AWS has all it asks for: it is `unlimited`.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceCreditSpecifications.html
 */
export const describeInstanceCreditSpecifications = defineOperation({
  name: 'DescribeInstanceCreditSpecifications',
  async run(context, input) {
    const listing = {
      ...instanceListing,
      name: 'DescribeInstanceCreditSpecifications' as const,
      pageSize: { min: 5, max: 1_000 },
      filters: { 'instance-id': instanceListing.filters['instance-id'] ?? (() => undefined) },
    }
    const { items, NextToken } = await listItems(listing, context, input)
    const burstable = items.filter(({ instance }) => /^t\d/.test(instance.InstanceType ?? ''))
    return {
      InstanceCreditSpecifications: burstable.map(({ instance }) => ({
        InstanceId: instance.InstanceId,
        CpuCredits: 'unlimited',
      })),
      NextToken,
    }
  },
})

const profileAssociationIdKind: IdKind = {
  prefix: 'iip-assoc',
  malformed: 'InvalidAssociationID.NotFound',
  missing: 'InvalidAssociationID.NotFound',
  noun: 'association ID',
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeIamInstanceProfileAssociations.html */
export const describeIamInstanceProfileAssociations = defineOperation({
  name: 'DescribeIamInstanceProfileAssociations',
  async run(_context, { AssociationIds = [] }) {
    if (AssociationIds.length > 0) throw missingIds(profileAssociationIdKind, AssociationIds)
    return { IamInstanceProfileAssociations: [] }
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateIamInstanceProfile.html */
export const associateIamInstanceProfile = defineOperation({
  name: 'AssociateIamInstanceProfile',
  requires: ['IamInstanceProfile', 'InstanceId'],
  async run() {
    throw new Ec2Error('UnsupportedOperation', 'There are no instance profiles in this service.')
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateIamInstanceProfile.html */
export const disassociateIamInstanceProfile = defineOperation({
  name: 'DisassociateIamInstanceProfile',
  requires: ['AssociationId'],
  async run(_context, { AssociationId = '' }) {
    throw missingIds(profileAssociationIdKind, [AssociationId.slice(0, 128)])
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceIamInstanceProfileAssociation.html */
export const replaceIamInstanceProfileAssociation = defineOperation({
  name: 'ReplaceIamInstanceProfileAssociation',
  requires: ['AssociationId', 'IamInstanceProfile'],
  async run(_context, { AssociationId = '' }) {
    throw missingIds(profileAssociationIdKind, [AssociationId.slice(0, 128)])
  },
})
