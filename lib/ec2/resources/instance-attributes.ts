/**
 * Attributes of an instance, one by one. An answer always has the element that was asked for, also
 * where there is nothing to say in it: clients read it without looking whether it is there.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html
 */
import { onlyStopped } from '../../compute/machine-changes.ts'
import type { InterfaceChange } from '../../compute/networks/interfaces.ts'
import type { MachineRecord, MachineSwitches } from '../../compute/records.ts'
import { Ec2Error } from '../errors.ts'
import { checkIds, instanceIdKind, missingIds } from '../identifiers.ts'
import { securityGroupIdKind } from '../network-identifiers.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import type {
  InstanceAttributeOutput,
  ModifyInstanceAttributeRequestInput,
} from '../wire/wire.generated.ts'
import { createSurroundings, toInstance } from './instance-view.ts'
import { checkUserData, shutdownBehaviorOf } from './launch-parameters.ts'
import { refuseForwarding } from './network-interfaces.ts'

type Show = (
  machine: MachineRecord,
  context: Ec2Context,
) => InstanceAttributeOutput | Promise<InstanceAttributeOutput>

/** Every attribute that can be asked for. */
const shown: Readonly<Record<string, Show>> = {
  blockDeviceMapping: async (machine, context) => ({
    BlockDeviceMappings: (await describe(machine, context)).BlockDeviceMappings ?? [],
  }),
  disableApiStop: ({ isStopProtected = false }) => ({ DisableApiStop: { Value: isStopProtected } }),
  disableApiTermination: ({ isTerminationProtected = false }) => ({
    DisableApiTermination: { Value: isTerminationProtected },
  }),
  ebsOptimized: ({ isEbsOptimized = false }) => ({ EbsOptimized: { Value: isEbsOptimized } }),
  enaSupport: () => ({ EnaSupport: { Value: true } }),
  enclaveOptions: () => ({ EnclaveOptions: { Enabled: false } }),
  groupSet: async (machine, context) => ({
    Groups: (await describe(machine, context)).SecurityGroups ?? [],
  }),
  instanceInitiatedShutdownBehavior: ({ shutdownBehavior }) => ({
    InstanceInitiatedShutdownBehavior: { Value: shutdownBehavior },
  }),
  instanceType: ({ machineType }) => ({ InstanceType: { Value: machineType } }),
  kernel: () => ({ KernelId: {} }),
  productCodes: () => ({ ProductCodes: [] }),
  ramdisk: () => ({ RamdiskId: {} }),
  rootDeviceName: ({ rootDeviceName }) => ({ RootDeviceName: { Value: rootDeviceName } }),
  sourceDestCheck: () => ({ SourceDestCheck: { Value: true } }),
  sriovNetSupport: () => ({ SriovNetSupport: {} }),
  async userData(machine, { compute }) {
    const Value = await compute.machines.userData(machine)
    return { UserData: Value === undefined ? {} : { Value } }
  },
}

async function describe(machine: MachineRecord, context: Ec2Context) {
  return toInstance(machine, await createSurroundings(context)(machine))
}

export const describeInstanceAttribute = defineOperation({
  name: 'DescribeInstanceAttribute',
  requires: ['InstanceId', 'Attribute'],
  async run(context, { InstanceId = '', Attribute = '' }) {
    checkIds(instanceIdKind, [InstanceId])
    const show = Object.hasOwn(shown, Attribute) ? shown[Attribute] : undefined
    if (!show) throw invalidAttribute(Attribute)
    const machine = await context.compute.machines.get(context.accountId, InstanceId)
    if (!machine) throw missingIds(instanceIdKind, [InstanceId])
    return { InstanceId, ...(await show(machine, context)) }
  },
})

type Change = Omit<
  ModifyInstanceAttributeRequestInput,
  'InstanceId' | 'DryRun' | 'Attribute' | 'Value'
>

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html */
export const modifyInstanceAttribute = defineOperation({
  name: 'ModifyInstanceAttribute',
  requires: ['InstanceId'],
  refuses: ['BlockDeviceMappings', 'EnclaveOptions', 'Kernel', 'Ramdisk', 'SriovNetSupport'],
  async run(context, { InstanceId = '', DryRun, Attribute, Value, ...structures }) {
    checkIds(instanceIdKind, [InstanceId])
    const change: Change = Attribute ? fromText(Attribute, Value ?? '') : structures
    const asked = Object.values(change).filter(value => value !== undefined)
    if (asked.length !== 1) {
      const message = 'Exactly one attribute has to be given.'
      throw new Ec2Error('InvalidParameterCombination', message)
    }
    await modify(context, InstanceId, change)
    return undefined
  },
})

async function modify(context: Ec2Context, id: string, change: Change): Promise<void> {
  const { compute, accountId } = context
  const { machineChanges } = compute
  const set = (switches: Partial<MachineRecord>) =>
    machineChanges.change(accountId, id, machine => ({ ...machine, ...switches }))
  if (change.InstanceType) {
    await machineChanges.setType(accountId, id, change.InstanceType.Value ?? '')
  } else if (change.UserData) {
    const base64 = checkUserData(Buffer.from(change.UserData.Value ?? []))
    await machineChanges.setUserData(accountId, id, base64)
  } else if (change.InstanceInitiatedShutdownBehavior) {
    const text = change.InstanceInitiatedShutdownBehavior.Value
    await set({ shutdownBehavior: shutdownBehaviorOf(text) })
  } else if (change.EbsOptimized) {
    const isEbsOptimized = change.EbsOptimized.Value ?? false
    await machineChanges.change(accountId, id, machine => ({
      ...onlyStopped(machine),
      isEbsOptimized,
    }))
  } else if (change.EnaSupport) {
    if (change.EnaSupport.Value !== true) throw unsupported('enaSupport')
    await set({})
  } else if (change.Groups) {
    checkIds(securityGroupIdKind, change.Groups)
    await changeInterface(context, id, { groupIds: change.Groups })
  } else if (change.SourceDestCheck) {
    refuseForwarding(change.SourceDestCheck.Value ?? true)
    await set({})
  } else await set(switchesOf(change))
}

/** Its groups are its interface's. */
async function changeInterface(
  { compute, accountId }: Ec2Context,
  id: string,
  change: InterfaceChange,
): Promise<void> {
  const { interfaceId } = await compute.machineChanges.change(accountId, id, machine => machine)
  await compute.networks.interfaces.modify(accountId, interfaceId, change)
}

function switchesOf(change: Change): MachineSwitches {
  const { DisableApiStop, DisableApiTermination } = change
  return {
    ...(DisableApiStop && { isStopProtected: DisableApiStop.Value ?? false }),
    ...(DisableApiTermination && { isTerminationProtected: DisableApiTermination.Value ?? false }),
  }
}

/** The older form: the attribute's name, and its value as text. */
function fromText(attribute: string, text: string): Change {
  switch (attribute) {
    case 'disableApiStop':
      return { DisableApiStop: { Value: toBoolean(text) } }
    case 'disableApiTermination':
      return { DisableApiTermination: { Value: toBoolean(text) } }
    case 'ebsOptimized':
      return { EbsOptimized: { Value: toBoolean(text) } }
    case 'enaSupport':
      return { EnaSupport: { Value: toBoolean(text) } }
    case 'groupSet':
      return { Groups: [text] }
    case 'instanceInitiatedShutdownBehavior':
      return { InstanceInitiatedShutdownBehavior: { Value: text } }
    case 'instanceType':
      return { InstanceType: { Value: text } }
    case 'sourceDestCheck':
      return { SourceDestCheck: { Value: toBoolean(text) } }
    case 'userData':
      return { UserData: { Value: Buffer.from(text, 'base64') } }
  }
  throw Object.hasOwn(shown, attribute) ? unsupported(attribute) : invalidAttribute(attribute)
}

function toBoolean(text: string): boolean {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  const message = `Value (${text.slice(0, 64)}) for parameter value is invalid.`
  throw new Ec2Error('InvalidParameterValue', message)
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResetInstanceAttribute.html */
export const resetInstanceAttribute = defineOperation({
  name: 'ResetInstanceAttribute',
  requires: ['InstanceId', 'Attribute'],
  async run(context, { InstanceId = '', Attribute = '' }) {
    checkIds(instanceIdKind, [InstanceId])
    if (Attribute === 'kernel' || Attribute === 'ramdisk') throw unsupported(Attribute)
    if (Attribute !== 'sourceDestCheck') throw invalidAttribute(Attribute)
    // It is never anything else.
    await context.compute.machineChanges.change(context.accountId, InstanceId, each => each)
    return undefined
  },
})

function invalidAttribute(name: string): Ec2Error {
  const message = `Value (${name.slice(0, 64)}) for parameter attribute is invalid. Unknown attribute.`
  return new Ec2Error('InvalidParameterValue', message)
}

function unsupported(name: string): Ec2Error {
  return new Ec2Error('UnsupportedOperation', `The attribute ${name} cannot be changed.`)
}
