/** STS as its stock client sees it. */
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts'
import test from 'ava'
import { type Ec2Server, region, startEc2 } from '../support/ec2-server.ts'

const roleOf = ({ key }: Ec2Server) =>
  `arn:aws:iam::${key.accountId}:role/OrganizationAccountAccessRole`

function credentialsOf(answer: Credentials | undefined) {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer ?? {}
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  }
}

function clients({ endpoint, clock }: Ec2Server, answer: Credentials | undefined) {
  const credentials = credentialsOf(answer)
  // A client's clock goes with the server's, or its signatures would be too old.
  const systemClockOffset = clock.now() - Date.now()
  const config = { endpoint, region, credentials, systemClockOffset, maxAttempts: 1 }
  return { sts: new STSClient(config), ec2: new EC2Client(config) }
}

async function assume(server: Ec2Server, input: Partial<AssumeRoleCommandInput> = {}) {
  const RoleArn = roleOf(server)
  return await server.sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'work', ...input }),
  )
}

test('GetSessionToken gives an account credentials of an hour that do what the account may', async t => {
  await using server = await startEc2()
  const { Credentials: made } = await server.sts.send(
    new GetSessionTokenCommand({ DurationSeconds: 7200 }),
  )
  t.regex(made?.AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/)
  t.is(Math.round(((made?.Expiration?.getTime() ?? 0) - server.clock.now()) / 60_000), 60)
  const { sts, ec2 } = clients(server, made)
  const { accountId } = server.key
  t.like(await sts.send(new GetCallerIdentityCommand({})), {
    Account: accountId,
    Arn: `arn:aws:iam::${accountId}:root`,
  })
  t.is((await ec2.send(new DescribeRegionsCommand({}))).Regions?.length, 1)
  await t.throwsAsync(sts.send(new GetSessionTokenCommand({})), { name: 'AccessDenied' })
  for (const DurationSeconds of [899, 129_601]) {
    await t.throwsAsync(server.sts.send(new GetSessionTokenCommand({ DurationSeconds })), {
      name: 'ValidationError',
    })
  }
})

test('AssumeRole gives the root of an account the role of that account, and no other', async t => {
  await using server = await startEc2()
  const { Credentials: made, AssumedRoleUser } = await assume(server)
  const { accountId } = server.key
  const arn = `arn:aws:sts::${accountId}:assumed-role/OrganizationAccountAccessRole/work`
  t.is(AssumedRoleUser?.Arn, arn)
  t.regex(AssumedRoleUser?.AssumedRoleId ?? '', /^AROA[A-Z2-7]{17}:work$/)
  const { sts } = clients(server, made)
  const identity = await sts.send(new GetCallerIdentityCommand({}))
  t.like(identity, { Account: accountId, Arn: arn, UserId: AssumedRoleUser?.AssumedRoleId ?? '' })
  for (const RoleArn of [
    `arn:aws:iam::${accountId}:role/Other`,
    'arn:aws:iam::123456789012:role/OrganizationAccountAccessRole',
  ]) {
    const error = await t.throwsAsync(assume(server, { RoleArn }), { name: 'AccessDenied' })
    t.regex(error?.message ?? '', /is not authorized to perform: sts:AssumeRole on resource/)
  }
  const refused: Partial<AssumeRoleCommandInput>[] = [
    { RoleSessionName: 'x' },
    { RoleArn: 'arn:aws:iam::1:role/x' },
    { DurationSeconds: 43_201 },
    { Policy: `{"Version":"2012-10-17","Statement":[]}${' '.repeat(2048)}` },
  ]
  for (const input of refused) {
    await t.throwsAsync(assume(server, input), { name: 'ValidationError' })
  }
  await t.throwsAsync(assume(server, { Policy: '{"Statement": 1}' }), {
    name: 'MalformedPolicyDocumentException',
  })
  await t.throwsAsync(assume(server, { Tags: [{ Key: 'a', Value: 'b' }] }), {
    name: 'UnsupportedOperation',
  })
})

test('a session policy limits what a session may do in every service', async t => {
  await using server = await startEc2()
  const policy = (...statements: object[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const regions = new DescribeRegionsCommand({})
  const Allow = { Effect: 'Allow', Resource: '*' }
  const isRefused = { name: 'UnauthorizedOperation' }
  const withPolicy = async (...statements: object[]) => {
    const { Credentials: made } = await assume(server, { Policy: policy(...statements) })
    return clients(server, made)
  }
  const open = await withPolicy({ ...Allow, Action: 'ec2:Describe*' })
  t.is((await open.ec2.send(regions)).Regions?.length, 1)
  const again = new AssumeRoleCommand({ RoleArn: roleOf(server), RoleSessionName: 'again' })
  await t.throwsAsync(open.sts.send(again), { name: 'AccessDenied' })
  for (const statements of [
    [{ ...Allow, Action: 's3:*' }],
    [{ ...Allow, Action: 'ec2:*', Resource: 'arn:aws:ec2:*:*:instance/*' }],
    [{ Effect: 'Allow', Action: 'ec2:*', NotResource: 'arn:aws:ec2:*:*:instance/i-1' }],
    [
      { ...Allow, Action: '*' },
      { Effect: 'Deny', Action: 'ec2:*', Resource: 'arn:aws:ec2:*:*:instance/i-1' },
    ],
    [
      { ...Allow, Action: '*' },
      {
        ...Allow,
        Effect: 'Deny',
        Action: '*',
        Condition: { Bool: { 'aws:SecureTransport': false } },
      },
    ],
  ]) {
    const { ec2, sts } = await withPolicy(...statements)
    await t.throwsAsync(ec2.send(regions), isRefused, JSON.stringify(statements))
    // Who it is may be asked by everybody.
    t.is((await sts.send(new GetCallerIdentityCommand({}))).Account, server.key.accountId)
  }
})

test('credentials end at their time, with their key, and are nothing without their token', async t => {
  await using server = await startEc2()
  const { Credentials: made } = await assume(server, { DurationSeconds: 900 })
  const identity = new GetCallerIdentityCommand({})
  const regions = new DescribeRegionsCommand({})
  await clients(server, made).sts.send(identity)

  const isInvalid = { name: 'InvalidClientTokenId' }
  const other = (await assume(server)).Credentials
  const SessionToken = made?.SessionToken ?? ''
  for (const wrong of [
    { ...made, SessionToken: undefined },
    { ...made, SessionToken: other?.SessionToken },
    { ...made, SessionToken: `${SessionToken.slice(0, -8)}AAAAAAA=` },
    { ...made, SessionToken: 'no token' },
    { ...made, AccessKeyId: server.key.accessKeyId, SecretAccessKey: server.key.secretAccessKey },
  ]) {
    // The SDK's type knows only whole credentials.
    const failing = clients(server, wrong as Credentials)
    await t.throwsAsync(failing.sts.send(identity), isInvalid)
    await t.throwsAsync(failing.ec2.send(regions), { name: 'AuthFailure' })
  }

  server.clock.advance(900_000)
  const { sts, ec2 } = clients(server, made)
  await t.throwsAsync(sts.send(identity), { name: 'ExpiredToken' })
  await t.throwsAsync(ec2.send(regions), { name: 'RequestExpired' })

  await using second = await startEc2()
  const last = clients(second, (await assume(second)).Credentials)
  await last.sts.send(identity)
  const keys = second.storage.documents('access-keys')
  await keys.update(second.key.accessKeyId, () => undefined)
  second.clock.advance(1_001)
  await t.throwsAsync(last.sts.send(identity), isInvalid)
})
