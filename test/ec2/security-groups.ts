import * as sdk from '@aws-sdk/client-ec2'
import test from 'ava'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'
import { makeGroup, makeSubnet, makeVpc } from '../support/vpcs.ts'

const everywhere = [{ CidrIp: '0.0.0.0/0' }]
const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: everywhere }

async function describeGroup({ client }: Ec2Server, id: string): Promise<sdk.SecurityGroup> {
  const command = new sdk.DescribeSecurityGroupsCommand({ GroupIds: [id] })
  return (await client.send(command)).SecurityGroups?.[0] ?? {}
}

function authorize({ client }: Ec2Server, GroupId: string, ...IpPermissions: sdk.IpPermission[]) {
  return client.send(new sdk.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
}

test('CreateSecurityGroup: a new group lets everything out and nothing in', async t => {
  await using ec2 = await startEc2()
  const group = await describeGroup(ec2, await makeGroup(ec2, 'web'))
  t.deepEqual(group.IpPermissions, [])
  t.is(group.IpPermissionsEgress?.length, 1)
  t.like(group.IpPermissionsEgress?.[0], { IpProtocol: '-1', IpRanges: everywhere })
  t.is(group.IpPermissionsEgress?.[0]?.FromPort, undefined)
})

test('CreateSecurityGroup: names are unique in a VPC, and some are reserved', async t => {
  await using ec2 = await startEc2()
  const VpcId = await makeVpc(ec2)
  const made = await Promise.allSettled(
    Array.from({ length: 5 }, () => makeGroup(ec2, 'web', VpcId)),
  )
  t.is(made.filter(each => each.status === 'fulfilled').length, 1)
  await t.throwsAsync(makeGroup(ec2, 'web', VpcId), { name: 'InvalidGroup.Duplicate' })
  t.regex(await makeGroup(ec2, 'web'), /^sg-/)
  await t.throwsAsync(makeGroup(ec2, 'default'), { name: 'InvalidGroup.Reserved' })
  await t.throwsAsync(makeGroup(ec2, 'sg-web'), { name: 'InvalidParameterValue' })
  await t.throwsAsync(makeGroup(ec2, 'naïve'), { name: 'InvalidParameterValue' })
})

test('AuthorizeSecurityGroupIngress takes both ways to say a rule, in one spelling', async t => {
  await using ec2 = await startEc2()
  const GroupId = await makeGroup(ec2, 'web')
  const flat = { GroupName: 'web', IpProtocol: '6', FromPort: 80, ToPort: 80, CidrIp: '10.9.8.7/8' }
  const { SecurityGroupRules } = await ec2.client.send(
    new sdk.AuthorizeSecurityGroupIngressCommand({
      ...flat,
      TagSpecifications: [
        { ResourceType: 'security-group-rule', Tags: [{ Key: 'for', Value: 'web' }] },
      ],
    }),
  )
  t.is(SecurityGroupRules?.length, 1)
  t.like(SecurityGroupRules?.[0], {
    GroupId,
    IsEgress: false,
    IpProtocol: 'tcp',
    FromPort: 80,
    ToPort: 80,
    CidrIpv4: '10.0.0.0/8',
    Tags: [{ Key: 'for', Value: 'web' }],
  })
  await authorize(ec2, GroupId, {
    IpProtocol: 'TCP',
    FromPort: 80,
    ToPort: 80,
    IpRanges: [{ CidrIp: '192.0.2.1/32', Description: 'office' }],
    Ipv6Ranges: [{ CidrIpv6: '2001:DB8:0:0::1/64' }],
    UserIdGroupPairs: [{ GroupId }],
  })
  const { IpPermissions } = await describeGroup(ec2, GroupId)
  t.is(IpPermissions?.length, 1)
  t.deepEqual(IpPermissions?.[0]?.IpRanges, [
    { CidrIp: '10.0.0.0/8' },
    { CidrIp: '192.0.2.1/32', Description: 'office' },
  ])
  t.deepEqual(IpPermissions?.[0]?.Ipv6Ranges, [{ CidrIpv6: '2001:db8::/64' }])
  t.like(IpPermissions?.[0]?.UserIdGroupPairs?.[0], { GroupId, UserId: ec2.key.accountId })
})

test('AuthorizeSecurityGroupIngress refuses a rule that is there, and adds none of its request', async t => {
  await using ec2 = await startEc2()
  const GroupId = await makeGroup(ec2, 'web')
  await authorize(ec2, GroupId, ssh)
  const http = { ...ssh, FromPort: 80, ToPort: 80 }
  await t.throwsAsync(authorize(ec2, GroupId, http, ssh), { name: 'InvalidPermission.Duplicate' })
  await t.throwsAsync(authorize(ec2, GroupId, http, http), { name: 'InvalidParameterValue' })
  t.is((await describeGroup(ec2, GroupId)).IpPermissions?.length, 1)
})

const wrong: readonly (readonly [title: string, permission: sdk.IpPermission, code: string])[] = [
  ['without ports', { IpProtocol: 'tcp', IpRanges: everywhere }, 'InvalidParameterValue'],
  ['with ports the wrong way round', { ...ssh, FromPort: 23 }, 'InvalidParameterValue'],
  ['with a port that is too large', { ...ssh, ToPort: 65_536 }, 'InvalidParameterValue'],
  ['of an unknown protocol', { ...ssh, IpProtocol: 'quic' }, 'InvalidParameterValue'],
  [
    'for a malformed block',
    { ...ssh, IpRanges: [{ CidrIp: '10.0.0/8' }] },
    'InvalidParameterValue',
  ],
  ['for nobody', { ...ssh, IpRanges: [] }, 'MissingParameter'],
  [
    'for a group that is not there',
    { ...ssh, IpRanges: [], UserIdGroupPairs: [{ GroupId: 'sg-00000000000000000' }] },
    'InvalidGroup.NotFound',
  ],
  [
    "for another account's group",
    { ...ssh, IpRanges: [], UserIdGroupPairs: [{ GroupName: 'default', UserId: '111122223333' }] },
    'InvalidGroup.NotFound',
  ],
  [
    'for a prefix list',
    { ...ssh, IpRanges: [], PrefixListIds: [{ PrefixListId: 'pl-63a5400a' }] },
    'UnsupportedOperation',
  ],
  [
    'with a description of unusual characters',
    { ...ssh, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'naïve' }] },
    'InvalidParameterValue',
  ],
]

for (const [title, permission, name] of wrong) {
  test(`AuthorizeSecurityGroupIngress refuses a rule ${title} with ${name}`, async t => {
    await using ec2 = await startEc2()
    const GroupId = await makeGroup(ec2, 'web')
    await t.throwsAsync(authorize(ec2, GroupId, permission), { name })
    t.deepEqual((await describeGroup(ec2, GroupId)).IpPermissions, [])
  })
}

test('AuthorizeSecurityGroupIngress: of rules that are added and removed at once none is lost', async t => {
  await using ec2 = await startEc2()
  const GroupId = await makeGroup(ec2, 'web')
  const rule = (port: number) => ({ ...ssh, FromPort: port, ToPort: port })
  const ports = Array.from({ length: 20 }, (_, position) => 8_000 + position)
  await Promise.all(ports.slice(0, 10).map(port => authorize(ec2, GroupId, rule(port))))
  await Promise.all([
    ...ports.slice(10).map(port => authorize(ec2, GroupId, rule(port))),
    ...ports.slice(0, 5).map(port => {
      const IpPermissions = [rule(port)]
      return ec2.client.send(new sdk.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
    }),
    ec2.client.send(
      new sdk.CreateTagsCommand({ Resources: [GroupId], Tags: [{ Key: 'a', Value: 'b' }] }),
    ),
  ])
  const group = await describeGroup(ec2, GroupId)
  t.deepEqual(group.IpPermissions?.map(each => each.FromPort).sort(), ports.slice(5))
  t.deepEqual(group.Tags, [{ Key: 'a', Value: 'b' }])
})

test('AuthorizeSecurityGroupEgress: a group has at most 60 rules each way', async t => {
  await using ec2 = await startEc2()
  const GroupId = await makeGroup(ec2, 'web')
  const IpRanges = (count: number, net: number) =>
    Array.from({ length: count }, (_, position) => ({ CidrIp: `10.${net}.${position}.0/24` }))
  const authorizeEgress = (count: number, net: number) => {
    const IpPermissions = [{ ...ssh, IpRanges: IpRanges(count, net) }]
    return ec2.client.send(new sdk.AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }))
  }
  await authorizeEgress(59, 1)
  await t.throwsAsync(authorizeEgress(1, 2), { name: 'RulesPerSecurityGroupLimitExceeded' })
  await authorize(ec2, GroupId, { ...ssh, IpRanges: IpRanges(60, 3) })
})

test('RevokeSecurityGroupIngress: what is not there is refused, but passed over in the default VPC', async t => {
  await using ec2 = await startEc2()
  const elsewhere = await makeGroup(ec2, 'web', await makeVpc(ec2))
  const here = await makeGroup(ec2, 'web')
  const http = { ...ssh, FromPort: 80, ToPort: 80 }
  const revoke = (GroupId: string) => {
    const IpPermissions = [ssh, http]
    return ec2.client.send(new sdk.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
  }
  for (const GroupId of [elsewhere, here]) await authorize(ec2, GroupId, ssh)
  await t.throwsAsync(revoke(elsewhere), { name: 'InvalidPermission.NotFound' })
  t.is((await describeGroup(ec2, elsewhere)).IpPermissions?.length, 1)
  const { RevokedSecurityGroupRules, UnknownIpPermissions } = await revoke(here)
  t.is(RevokedSecurityGroupRules?.[0]?.FromPort, 22)
  t.is(UnknownIpPermissions?.[0]?.FromPort, 80)
  t.deepEqual((await describeGroup(ec2, here)).IpPermissions, [])
})

test('RevokeSecurityGroupEgress by ids takes the rule that every new group has', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const GroupId = await makeGroup(ec2, 'web')
  const { SecurityGroupRules } = await client.send(
    new sdk.DescribeSecurityGroupRulesCommand({
      Filters: [{ Name: 'group-id', Values: [GroupId] }],
    }),
  )
  const rule = SecurityGroupRules?.[0]
  t.like(rule, {
    IsEgress: true,
    IpProtocol: '-1',
    FromPort: -1,
    ToPort: -1,
    CidrIpv4: '0.0.0.0/0',
  })
  const SecurityGroupRuleIds = [rule?.SecurityGroupRuleId ?? '']
  const input = { GroupId, SecurityGroupRuleIds }
  // The other way it is no rule.
  await t.throwsAsync(client.send(new sdk.RevokeSecurityGroupIngressCommand(input)), {
    name: 'InvalidSecurityGroupRuleId.NotFound',
  })
  await client.send(new sdk.RevokeSecurityGroupEgressCommand(input))
  t.deepEqual((await describeGroup(ec2, GroupId)).IpPermissionsEgress, [])
  await t.throwsAsync(
    client.send(new sdk.DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds })),
    { name: 'InvalidSecurityGroupRuleId.NotFound' },
  )
})

test('ModifySecurityGroupRules replaces a rule under its id, and both kinds of descriptions can be changed', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const GroupId = await makeGroup(ec2, 'web')
  const { SecurityGroupRules } = await authorize(ec2, GroupId, ssh, { ...ssh, FromPort: 20 })
  const [SecurityGroupRuleId = '', other = ''] = (SecurityGroupRules ?? []).map(
    rule => rule.SecurityGroupRuleId,
  )
  const modify = (SecurityGroupRule: sdk.SecurityGroupRuleRequest) =>
    client.send(
      new sdk.ModifySecurityGroupRulesCommand({
        GroupId,
        SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }],
      }),
    )
  const rule = { IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIpv4: '10.0.0.0/8' }
  await modify({ ...rule, Description: 'names' })
  await t.throwsAsync(
    modify({ IpProtocol: 'tcp', FromPort: 20, ToPort: 22, CidrIpv4: '0.0.0.0/0' }),
    {
      name: 'InvalidPermission.Duplicate',
    },
  )
  await t.throwsAsync(modify({ ...rule, CidrIpv6: '::/0' }), {
    name: 'InvalidParameterCombination',
  })

  await client.send(
    new sdk.UpdateSecurityGroupRuleDescriptionsIngressCommand({
      GroupId,
      IpPermissions: [
        { ...ssh, FromPort: 20, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'b' }] },
      ],
    }),
  )
  const egress = (await describeRules(ec2, GroupId)).find(each => each.IsEgress)
  await client.send(
    new sdk.UpdateSecurityGroupRuleDescriptionsEgressCommand({
      GroupId,
      SecurityGroupRuleDescriptions: [
        { SecurityGroupRuleId: egress?.SecurityGroupRuleId, Description: 'c' },
      ],
    }),
  )
  const rules = await describeRules(ec2, GroupId)
  const at = (id: string | undefined) => rules.find(each => each.SecurityGroupRuleId === id)
  t.like(at(SecurityGroupRuleId), { ...rule, Description: 'names', IsEgress: false })
  t.is(at(other)?.Description, 'b')
  t.is(at(egress?.SecurityGroupRuleId)?.Description, 'c')
})

async function describeRules({ client }: Ec2Server, id: string) {
  const Filters = [{ Name: 'group-id', Values: [id] }]
  const command = new sdk.DescribeSecurityGroupRulesCommand({ Filters })
  return (await client.send(command)).SecurityGroupRules ?? []
}

test('CreateTags and DeleteTags change the tags of a rule', async t => {
  await using ec2 = await startEc2()
  const GroupId = await makeGroup(ec2, 'web')
  const [rule] = await describeRules(ec2, GroupId)
  const Resources = [rule?.SecurityGroupRuleId ?? '']
  const Tags = [{ Key: 'a', Value: 'b' }]
  await ec2.client.send(new sdk.CreateTagsCommand({ Resources, Tags }))
  t.deepEqual((await describeRules(ec2, GroupId))[0]?.Tags, Tags)
  const { Tags: all } = await ec2.client.send(new sdk.DescribeTagsCommand({}))
  t.like(all?.[0], { ResourceId: Resources[0], ResourceType: 'security-group-rule' })
  await ec2.client.send(new sdk.DeleteTagsCommand({ Resources }))
  t.deepEqual((await describeRules(ec2, GroupId))[0]?.Tags ?? [], [])
})

test('DeleteSecurityGroup is refused while the group is used, and always for the default one', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const web = await makeGroup(ec2, 'web')
  const data = await makeGroup(ec2, 'data')
  await authorize(ec2, data, { ...ssh, IpRanges: [], UserIdGroupPairs: [{ GroupName: 'web' }] })
  const remove = (GroupId: string) => client.send(new sdk.DeleteSecurityGroupCommand({ GroupId }))
  await t.throwsAsync(remove(web), { name: 'DependencyViolation' })
  await remove(data)
  const InstanceIds = [await ec2.runMachine({ SecurityGroupIds: [web] })]
  await t.throwsAsync(remove(web), { name: 'DependencyViolation' })
  await client.send(new sdk.TerminateInstancesCommand({ InstanceIds }))
  await ec2.compute().settled()
  await remove(web)
  await t.throwsAsync(remove(web), { name: 'InvalidGroup.NotFound' })
  await t.throwsAsync(client.send(new sdk.DeleteSecurityGroupCommand({ GroupName: 'default' })), {
    name: 'CannotDelete',
  })
})

test('groups of one VPC cannot be used in another', async t => {
  await using ec2 = await startEc2()
  const VpcId = await makeVpc(ec2)
  const SubnetId = await makeSubnet(ec2, VpcId, '10.0.1.0/24')
  const here = await makeGroup(ec2, 'web')
  const there = await makeGroup(ec2, 'web', VpcId)
  const pair = { ...ssh, IpRanges: [], UserIdGroupPairs: [{ GroupId: here }] }
  await t.throwsAsync(authorize(ec2, there, pair), { name: 'InvalidParameter' })
  await t.throwsAsync(ec2.runMachine({ SubnetId, SecurityGroupIds: [here] }), {
    name: 'InvalidParameter',
  })
  const { client } = ec2
  const references = new sdk.DescribeSecurityGroupReferencesCommand({ GroupId: [here] })
  t.deepEqual((await client.send(references)).SecurityGroupReferenceSet, [])
  const stale = new sdk.DescribeStaleSecurityGroupsCommand({ VpcId })
  t.deepEqual((await client.send(stale)).StaleSecurityGroupSet, [])
})

test('DescribeSecurityGroups finds groups by names, rules and tags', async t => {
  await using ec2 = await startEc2()
  const web = await makeGroup(ec2, 'web')
  await authorize(ec2, web, ssh)
  const idsOf = async (input: sdk.DescribeSecurityGroupsCommandInput) =>
    (await ec2.client.send(new sdk.DescribeSecurityGroupsCommand(input))).SecurityGroups?.map(
      group => group.GroupId,
    )
  const filter = (Name: string, value: string) => idsOf({ Filters: [{ Name, Values: [value] }] })
  t.deepEqual(await idsOf({ GroupNames: ['web'] }), [web])
  t.deepEqual(await filter('ip-permission.from-port', '22'), [web])
  t.deepEqual(await filter('ip-permission.cidr', '0.0.0.0/*'), [web])
  t.deepEqual(await filter('group-name', 'w?b'), [web])
  t.deepEqual(await filter('ip-permission.to-port', '23'), [])
  t.is((await filter('egress.ip-permission.protocol', '-1'))?.length, 2)
  await t.throwsAsync(idsOf({ GroupNames: ['none'] }), { name: 'InvalidGroup.NotFound' })
  await t.throwsAsync(idsOf({ GroupIds: ['web'] }), { name: 'InvalidGroupId.Malformed' })
})
