import {
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { machineTypesSchema } from '../../lib/machine-type-list.ts'
import { startEc2 } from '../support/ec2-server.ts'

const own = '[{"name":"job.small","vcpus":1,"memoryMib":256,"diskMibPerSecond":10}]'

test('the types of machines are a setting, checked as a whole', async t => {
  const machineTypes = machineTypesSchema.parse(own)
  await using ec2 = await startEc2({ machineTypes })
  const id = await ec2.runMachine({ InstanceType: 'job.small' })
  t.like(ec2.hypervisor.specs.get(id), {
    vcpuCount: 1,
    memoryBytes: 256 * 2 ** 20,
    diskLimits: { bytesPerSecond: 10 * 2 ** 20, operationsPerSecond: 0 },
  })
  const ImageId = await ec2.registerImage()
  const other = { ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 } as const
  await t.throwsAsync(ec2.client.send(new RunInstancesCommand(other)), {
    name: 'InvalidParameterValue',
  })
  for (const wrong of [
    'no JSON',
    '[{"name":"small","vcpus":1,"memoryMib":256}]',
    '[{"name":"a.b","vcpus":0,"memoryMib":256}]',
    '[{"name":"a.b","vcpus":1,"memoryMib":256,"colour":"red"}]',
    '[{"name":"a.b","vcpus":1,"memoryMib":256},{"name":"a.b","vcpus":2,"memoryMib":256}]',
  ]) {
    t.false(machineTypesSchema.safeParse(wrong).success, wrong)
  }
})

test('DescribeInstanceTypes has the families that clients ask for, none of which is burstable', async t => {
  await using ec2 = await startEc2()
  const { InstanceTypes = [] } = await ec2.client.send(
    new DescribeInstanceTypesCommand({
      InstanceTypes: ['t3.micro', 'm5.large', 'c5.xlarge', 'r5.2xlarge', 'm6i.16xlarge'],
    }),
  )
  const sizes = InstanceTypes.map(type => [
    type.InstanceType ?? '',
    type.VCpuInfo?.DefaultVCpus,
    type.MemoryInfo?.SizeInMiB,
  ])
  t.deepEqual(sizes, [
    ['c5.xlarge', 4, 8_192],
    ['m5.large', 2, 8_192],
    ['m6i.16xlarge', 64, 262_144],
    ['r5.2xlarge', 8, 65_536],
    ['t3.micro', 2, 1_024],
  ])
  t.true(InstanceTypes.every(type => type.BurstablePerformanceSupported === false))
})

test('DescribeInstanceTypeOfferings says where each type is offered', async t => {
  await using ec2 = await startEc2()
  const ask = async (input: object) => {
    const command = new DescribeInstanceTypeOfferingsCommand({
      Filters: [{ Name: 'instance-type', Values: ['t3.mic*'] }],
      ...input,
    })
    return (await ec2.client.send(command)).InstanceTypeOfferings
  }
  const InstanceType = 't3.micro'
  t.deepEqual(await ask({}), [{ InstanceType, LocationType: 'region', Location: 'us-east-1' }])
  t.deepEqual(await ask({ LocationType: 'availability-zone' }), [
    { InstanceType, LocationType: 'availability-zone', Location: 'us-east-1a' },
  ])
  t.is((await ask({ LocationType: 'availability-zone-id' }))?.[0]?.Location, 'use1-az1')
  await t.throwsAsync(ask({ LocationType: 'planet' }), { name: 'InvalidParameterValue' })
})
