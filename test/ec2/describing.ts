import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeAccountAttributesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeRegionsCommand,
  DescribeTagsCommand,
  type Filter,
  paginateDescribeInstances,
  paginateDescribeTags,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import test from 'ava'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

async function idsBy(ec2: Ec2Server, Filters: Filter[]): Promise<readonly string[]> {
  const { Reservations } = await ec2.client.send(new DescribeInstancesCommand({ Filters }))
  const instances = Reservations?.flatMap(each => each.Instances ?? []) ?? []
  return instances.map(each => each.InstanceId ?? '').sort()
}

const tagged = (Name: string) => ({
  TagSpecifications: [
    {
      ResourceType: 'instance',
      Tags: [
        { Key: 'Name', Value: Name },
        { Key: Name, Value: '' },
      ],
    },
  ],
})

test('DescribeInstances filters by AND between filters and OR within them', async t => {
  await using ec2 = await startEc2()
  const web = await ec2.runMachine({ ...tagged('web-1'), InstanceType: 't3.nano' })
  const other = await ec2.runMachine({ ...tagged('web-2'), InstanceType: 't3.small' })
  const database = await ec2.runMachine({ ...tagged('db'), InstanceType: 't3.nano' })
  await ec2.client.send(new StopInstancesCommand({ InstanceIds: [database] }))
  await ec2.compute().settled()
  const cases: readonly (readonly [Filter[], readonly string[]])[] = [
    [[{ Name: 'instance-state-name', Values: ['running'] }], [web, other]],
    [[{ Name: 'instance-state-name', Values: ['stopped', 'pending'] }], [database]],
    [[{ Name: 'instance-state-code', Values: ['16', '80'] }], [web, other, database]],
    [[{ Name: 'tag:Name', Values: ['web-*'] }], [web, other]],
    [[{ Name: 'tag:Name', Values: ['web-?', 'db'] }], [web, other, database]],
    [[{ Name: 'tag:Name', Values: ['WEB-1'] }], []],
    [[{ Name: 'tag:Name', Values: ['web-\\*'] }], []],
    [[{ Name: 'tag-key', Values: ['db', 'web-1'] }], [web, database]],
    [[{ Name: 'tag-value', Values: ['db'] }], [database]],
    [
      [
        { Name: 'tag:Name', Values: ['web-*'] },
        { Name: 'instance-type', Values: ['t3.nano'] },
      ],
      [web],
    ],
    [[{ Name: 'vpc-id', Values: ['vpc-*'] }], [web, other, database]],
    [[{ Name: 'instance-id', Values: [web, 'i-0'] }], [web]],
    [[{ Name: 'private-ip-address', Values: ['172.31.*'] }], [web, other, database]],
    [[{ Name: 'key-name', Values: ['*'] }], []],
  ]
  for (const [filters, expected] of cases) {
    t.deepEqual(await idsBy(ec2, filters), [...expected].sort(), JSON.stringify(filters))
  }
  await t.throwsAsync(idsBy(ec2, [{ Name: 'no-such-filter', Values: ['x'] }]), {
    name: 'InvalidParameterValue',
  })
  await t.throwsAsync(idsBy(ec2, [{ Name: 'constructor', Values: ['x'] }]), {
    name: 'InvalidParameterValue',
  })
})

test('DescribeInstances pages through everything once', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const { Instances } = await ec2.client.send(
    new RunInstancesCommand({ ImageId, MinCount: 12, MaxCount: 12, InstanceType: 't3.nano' }),
  )
  const sizes: number[] = []
  const ids: string[] = []
  for await (const page of paginateDescribeInstances({ client: ec2.client, pageSize: 5 }, {})) {
    const instances = page.Reservations?.flatMap(each => each.Instances ?? []) ?? []
    sizes.push(instances.length)
    ids.push(...instances.map(each => each.InstanceId ?? ''))
  }
  t.deepEqual(sizes, [5, 5, 2])
  t.deepEqual(ids.sort(), Instances?.map(each => each.InstanceId ?? '').sort())
})

const ids = ['i-00000000000000000']
for (const [title, input, code] of [
  ['a page of 4', { MaxResults: 4 }, 'InvalidParameterValue'],
  ['a page of 1001', { MaxResults: 1001 }, 'InvalidParameterValue'],
  ['ids and pages together', { MaxResults: 5, InstanceIds: ids }, 'InvalidParameterCombination'],
  ['a token of its own making', { NextToken: 'abc' }, 'InvalidNextToken'],
  ['an unknown id', { InstanceIds: ids }, 'InvalidInstanceID.NotFound'],
  ['a malformed id', { InstanceIds: ['i-xyz'] }, 'InvalidInstanceID.Malformed'],
] as const) {
  test(`DescribeInstances refuses ${title} with ${code}`, async t => {
    await using ec2 = await startEc2()
    const command = new DescribeInstancesCommand({
      ...input,
      InstanceIds: [...('InstanceIds' in input ? input.InstanceIds : [])],
    })
    await t.throwsAsync(ec2.client.send(command), { name: code })
  })
}

test('machines of another account can be neither seen nor touched', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const other = await ec2.otherClient()
  t.deepEqual((await other.send(new DescribeInstancesCommand({}))).Reservations, [])
  const missing = { name: 'InvalidInstanceID.NotFound' }
  const InstanceIds = [id]
  await t.throwsAsync(other.send(new DescribeInstancesCommand({ InstanceIds })), missing)
  await t.throwsAsync(other.send(new StopInstancesCommand({ InstanceIds })), missing)
  const Tags = [{ Key: 'owner', Value: 'thief' }]
  await t.throwsAsync(other.send(new CreateTagsCommand({ Resources: [id], Tags })), missing)
  t.deepEqual((await other.send(new DescribeTagsCommand({}))).Tags, [])
})

test('StopInstances with one unknown id stops nothing', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const command = new StopInstancesCommand({ InstanceIds: [id, 'i-00000000000000000'] })
  await t.throwsAsync(ec2.client.send(command), { name: 'InvalidInstanceID.NotFound' })
  t.deepEqual(ec2.hypervisor.calls, [`start ${id}`])
})

test('CreateTags and DeleteTags change tags of instances, images and key pairs', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const image = await ec2.registerImage()
  const { record } = await ec2.compute().keyPairs.create({
    accountId: ec2.key.accountId,
    name: 'key',
    keyType: 'ed25519',
    tags: {},
  })
  const Resources = [id, image, record.id]
  const Tags = [
    { Key: 'team', Value: 'a' },
    { Key: '__proto__', Value: 'x' },
  ]
  await ec2.client.send(new CreateTagsCommand({ Resources, Tags }))
  const all = await ec2.client.send(new DescribeTagsCommand({}))
  t.deepEqual(
    all.Tags?.map(tag => `${tag.ResourceType} ${tag.Key}=${tag.Value}`).sort(),
    ['image', 'instance', 'key-pair'].flatMap(type => [`${type} __proto__=x`, `${type} team=a`]),
  )
  const Filters = [
    { Name: 'resource-type', Values: ['image'] },
    { Name: 'key', Values: ['team'] },
  ]
  const some = await ec2.client.send(new DescribeTagsCommand({ Filters }))
  t.deepEqual(
    some.Tags?.map(tag => tag.ResourceId),
    [image],
  )

  // Another value, no value, and at last everything.
  const remove = (input: object) =>
    ec2.client.send(new DeleteTagsCommand({ Resources: [id], ...input }))
  const left = async () =>
    (
      await ec2.client.send(
        new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [id] }] }),
      )
    ).Tags?.length
  await remove({ Tags: [{ Key: 'team', Value: 'b' }] })
  t.is(await left(), 2)
  await remove({ Tags: [{ Key: 'team' }] })
  t.is(await left(), 1)
  await remove({})
  t.is(await left(), 0)
})

test('CreateTags refuses unknown and malformed resources, reserved keys and too many tags', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const tag = (Resources: string[], Tags: { Key: string; Value: string }[]) =>
    ec2.client.send(new CreateTagsCommand({ Resources, Tags }))
  const one = [{ Key: 'a', Value: 'b' }]
  await t.throwsAsync(tag(['volume-1'], one), { name: 'InvalidID' })
  await t.throwsAsync(tag(['ami-00000000000000000'], one), { name: 'InvalidAMIID.NotFound' })
  await t.throwsAsync(tag([id], [{ Key: 'AWS:a', Value: 'b' }]), { name: 'InvalidParameterValue' })
  await t.throwsAsync(tag([id], [{ Key: 'k'.repeat(129), Value: '' }]), {
    name: 'InvalidParameterValue',
  })
  const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
  await t.throwsAsync(tag([id], many), { name: 'TagLimitExceeded' })
  await tag([id], many.slice(0, 50))
  await t.throwsAsync(tag([id], [{ Key: 'one more', Value: '' }]), { name: 'TagLimitExceeded' })
})

test('DescribeTags pages through tags of all kinds once', async t => {
  await using ec2 = await startEc2()
  const id = await ec2.runMachine()
  const image = await ec2.registerImage()
  const Tags = Array.from({ length: 7 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
  await ec2.client.send(new CreateTagsCommand({ Resources: [id, image], Tags }))
  const seen: string[] = []
  for await (const page of paginateDescribeTags({ client: ec2.client, pageSize: 5 }, {})) {
    seen.push(...(page.Tags ?? []).map(tag => `${tag.ResourceId}/${tag.Key}`))
  }
  t.is(seen.length, 14)
  t.is(new Set(seen).size, 14)
})

test('DescribeInstanceTypes, DescribeRegions, DescribeAvailabilityZones and GetCallerIdentity tell where one is', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const { InstanceTypes } = await client.send(
    new DescribeInstanceTypesCommand({ InstanceTypes: ['t3.micro'] }),
  )
  t.like(InstanceTypes?.[0], { InstanceType: 't3.micro', BurstablePerformanceSupported: false })
  t.is(InstanceTypes?.[0]?.VCpuInfo?.DefaultVCpus, 2)
  t.is(InstanceTypes?.[0]?.MemoryInfo?.SizeInMiB, 1024)
  const all = await client.send(new DescribeInstanceTypesCommand({}))
  t.true((all.InstanceTypes?.length ?? 0) >= 8)
  const { Regions } = await client.send(new DescribeRegionsCommand({ RegionNames: ['us-east-1'] }))
  t.is(Regions?.[0]?.RegionName, 'us-east-1')
  await t.throwsAsync(client.send(new DescribeRegionsCommand({ RegionNames: ['eu'] })), {
    name: 'InvalidParameterValue',
  })
  const zones = await client.send(new DescribeAvailabilityZonesCommand({}))
  t.like(zones.AvailabilityZones?.[0], { ZoneName: 'us-east-1a', ZoneId: 'use1-az1' })
  const attributes = await client.send(
    new DescribeAccountAttributesCommand({ AttributeNames: ['default-vpc'] }),
  )
  t.regex(attributes.AccountAttributes?.[0]?.AttributeValues?.[0]?.AttributeValue ?? '', /^vpc-/)
  const identity = await ec2.sts.send(new GetCallerIdentityCommand({}))
  const { accountId } = ec2.key
  t.like(identity, { Account: accountId, Arn: `arn:aws:iam::${accountId}:root`, UserId: accountId })
})
