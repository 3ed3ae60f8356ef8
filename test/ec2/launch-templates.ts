import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateTagsCommand,
  DeleteLaunchTemplateCommand,
  DeleteLaunchTemplateVersionsCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  ModifyLaunchTemplateCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

const userData = Buffer.from('#!/bin/sh\necho from the template\n').toString('base64')

async function createTemplate(ec2: Ec2Server, name = 'web', data = {}) {
  const ImageId = await ec2.registerImage()
  const LaunchTemplateData = {
    ImageId,
    InstanceType: 't3.small' as const,
    UserData: userData,
    Monitoring: { Enabled: true },
    MetadataOptions: { HttpTokens: 'required' as const },
    TagSpecifications: [
      {
        ResourceType: 'instance' as const,
        Tags: [
          { Key: 'Name', Value: 'of the template' },
          { Key: 'tier', Value: 'front' },
        ],
      },
    ],
    ...data,
  }
  const answer = await ec2.client.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName: name, LaunchTemplateData }),
  )
  return answer.LaunchTemplate?.LaunchTemplateId ?? ''
}

test('CreateLaunchTemplate, its versions, and which of them is the default', async t => {
  await using ec2 = await startEc2()
  const { client } = ec2
  const LaunchTemplateId = await createTemplate(ec2)
  t.regex(LaunchTemplateId, /^lt-[0-9a-f]{17}$/)
  const { LaunchTemplateVersion } = await client.send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId,
      SourceVersion: '1',
      VersionDescription: 'larger',
      LaunchTemplateData: { InstanceType: 't3.large' },
    }),
  )
  t.like(LaunchTemplateVersion, { VersionNumber: 2, DefaultVersion: false })
  t.is(LaunchTemplateVersion?.LaunchTemplateData?.UserData, userData)
  t.is(LaunchTemplateVersion?.LaunchTemplateData?.InstanceType, 't3.large')

  const versions = async (input: object) => {
    const command = new DescribeLaunchTemplateVersionsCommand(input)
    const { LaunchTemplateVersions = [] } = await client.send(command)
    return LaunchTemplateVersions.map(({ VersionNumber }) => VersionNumber)
  }
  t.deepEqual(await versions({ LaunchTemplateId }), [2, 1])
  t.deepEqual(await versions({ LaunchTemplateName: 'web', Versions: ['$Latest', '1'] }), [2, 1])
  t.deepEqual(await versions({ Versions: ['$Default'] }), [1])
  const large = [{ Name: 'instance-type', Values: ['t3.large'] }]
  t.deepEqual(await versions({ LaunchTemplateId, Filters: large }), [2])
  await t.throwsAsync(versions({ LaunchTemplateId, Versions: ['7'] }), {
    name: 'InvalidLaunchTemplateId.VersionNotFound',
  })

  const DefaultVersion = '2'
  await client.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion }))
  const { LaunchTemplates } = await client.send(
    new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['web'] }),
  )
  t.like(LaunchTemplates?.[0], { DefaultVersionNumber: 2, LatestVersionNumber: 2 })

  const deleted = await client.send(
    new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: ['1', '2', '9'] }),
  )
  t.deepEqual(
    deleted.SuccessfullyDeletedLaunchTemplateVersions?.map(each => each.VersionNumber),
    [1],
  )
  t.deepEqual(
    deleted.UnsuccessfullyDeletedLaunchTemplateVersions?.map(each => each.ResponseError?.Code),
    ['unexpectedError', 'launchTemplateVersionDoesNotExist'],
  )
  await client.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId }))
  const gone = client.send(
    new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [LaunchTemplateId] }),
  )
  await t.throwsAsync(gone, { name: 'InvalidLaunchTemplateId.NotFound' })
})

test('a launch template has a name of its own; a repeated call with its token makes no second one', async t => {
  await using ec2 = await startEc2()
  const create = (ClientToken: string, LaunchTemplateName = 'web') =>
    ec2.client.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName,
        ClientToken,
        LaunchTemplateData: { InstanceType: 't3.nano' },
      }),
    )
  const { LaunchTemplate: first } = await create('token')
  const { LaunchTemplate: again } = await create('token')
  t.is(again?.LaunchTemplateId, first?.LaunchTemplateId)
  await t.throwsAsync(create('other'), {
    name: 'InvalidLaunchTemplateName.AlreadyExistsException',
  })
  await t.throwsAsync(create('third', 'w'), {
    name: 'InvalidLaunchTemplateName.MalformedException',
  })
  const other = await ec2.otherClient()
  const { LaunchTemplates = [] } = await other.send(new DescribeLaunchTemplatesCommand({}))
  t.deepEqual(LaunchTemplates, [])
})

test('RunInstances takes what it does not say from a launch template, and the machine tells of it', async t => {
  await using ec2 = await startEc2()
  const LaunchTemplateId = await createTemplate(ec2)
  const { Instances } = await ec2.client.send(
    new RunInstancesCommand({
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
      MinCount: 1,
      MaxCount: 1,
      InstanceType: 't3.nano',
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'of the request' }] },
      ],
    }),
  )
  await ec2.compute().settled()
  const id = Instances?.[0]?.InstanceId ?? ''
  const describe = async () => {
    const answer = await ec2.client.send(new DescribeInstancesCommand({ InstanceIds: [id] }))
    return answer.Reservations?.[0]?.Instances?.[0]
  }
  const instance = await describe()
  t.is(instance?.InstanceType, 't3.nano')
  t.is(instance?.MetadataOptions?.HttpTokens, 'required')
  t.is(instance?.Monitoring?.State, 'enabled')
  const tagsOf = (tags: typeof instance) =>
    Object.fromEntries(tags?.Tags?.map(({ Key, Value }) => [Key, Value]) ?? [])
  t.deepEqual(tagsOf(instance), {
    Name: 'of the request',
    tier: 'front',
    'aws:ec2launchtemplate:id': LaunchTemplateId,
    'aws:ec2launchtemplate:version': '1',
  })
  const machine = await ec2.compute().machines.get(ec2.key.accountId, id)
  t.is(machine && (await ec2.compute().machines.userData(machine)), userData)

  // What the service added stays, whatever the owner does.
  const Resources = [id]
  await ec2.client.send(new DeleteTagsCommand({ Resources }))
  t.deepEqual(Object.keys(tagsOf(await describe())), [
    'aws:ec2launchtemplate:id',
    'aws:ec2launchtemplate:version',
  ])
  const forged = [{ Key: 'aws:ec2launchtemplate:id', Value: 'lt-0' }]
  const forging = ec2.client.send(new CreateTagsCommand({ Resources, Tags: forged }))
  await t.throwsAsync(forging, { name: 'InvalidParameterValue' })
})

test('RunInstances refuses by a launch template what it refuses by itself', async t => {
  await using ec2 = await startEc2()
  await createTemplate(ec2, 'no-image', { ImageId: undefined })
  await createTemplate(ec2, 'profile', { IamInstanceProfile: { Name: 'web' } })
  const run = (LaunchTemplate: object) =>
    ec2.client.send(new RunInstancesCommand({ LaunchTemplate, MinCount: 1, MaxCount: 1 }))
  await t.throwsAsync(run({ LaunchTemplateName: 'no-image' }), { name: 'MissingParameter' })
  await t.throwsAsync(run({ LaunchTemplateName: 'profile' }), { name: 'UnsupportedOperation' })
  await t.throwsAsync(run({ LaunchTemplateName: 'missing' }), {
    name: 'InvalidLaunchTemplateName.NotFoundException',
  })
  await t.throwsAsync(run({ Version: '1' }), { name: 'InvalidParameterCombination' })
})
