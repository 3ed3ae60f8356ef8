import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import {
  DescribeFlowLogsCommand,
  DescribeImagesCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { GetCallerIdentityCommand, GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts'
import test from 'ava'
import aws4 from 'aws4'
import { type Ec2Server, startEc2 } from '../support/ec2-server.ts'

interface RawOptions {
  readonly method?: string
  readonly path?: string
  readonly service?: 'ec2' | 'sts'
  readonly body?: string
  /** Sent instead of what was signed. */
  readonly sentBody?: string
  readonly headers?: Record<string, string>
  readonly isUnsigned?: boolean
  readonly signQuery?: boolean
}

/** Requests that the SDK cannot make. */
async function send(ec2: Ec2Server, options: RawOptions) {
  const { hostname, port } = new URL(ec2.endpoint)
  const unsigned = {
    method: options.method ?? 'POST',
    hostname,
    port: Number(port),
    path: options.path ?? '/',
    service: options.service ?? 'ec2',
    region: 'us-east-1',
    headers: {
      ...(options.body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      }),
      ...options.headers,
    },
    ...(options.body !== undefined && { body: options.body }),
    ...(options.signQuery && { signQuery: true }),
  }
  const signed = options.isUnsigned ? unsigned : aws4.sign(unsigned, ec2.key)
  const { method, path, headers } = signed
  const request = httpRequest({
    hostname,
    port,
    method: method ?? 'POST',
    path: path ?? '/',
    headers: headers ?? {},
  })
  request.end(options.sentBody ?? options.body)
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
  request.on('error', reject)
  request.on('response', async response => {
    resolve({ status: response.statusCode ?? 0, body: await text(response) })
  })
  return promise
}

test('the answer echoes the version of the request and says what it answers', async t => {
  await using ec2 = await startEc2()
  const { status, body } = await send(ec2, { body: 'Action=DescribeRegions&Version=2014-10-01' })
  t.is(status, 200)
  t.regex(
    body,
    /<DescribeRegionsResponse xmlns="http:\/\/ec2.amazonaws.com\/doc\/2014-10-01\/"><requestId>request-1<\/requestId><regionInfo><item>/,
  )
})

test('a signed GET and a presigned GET are as good as a POST', async t => {
  await using ec2 = await startEc2()
  const path = '/?Action=DescribeAvailabilityZones&Version=2016-11-15&ZoneName.1=us-east-1a'
  t.is((await send(ec2, { method: 'GET', path })).status, 200)
  const presigned = await send(ec2, {
    method: 'GET',
    path: `${path}&X-Amz-Expires=60`,
    signQuery: true,
  })
  t.is(presigned.status, 200, presigned.body)
})

test('an error has the form of EC2, with RequestID', async t => {
  await using ec2 = await startEc2()
  const { status, body } = await send(ec2, { body: 'Action=Dance&Version=2016-11-15' })
  t.is(status, 400)
  t.regex(
    body,
    /<Response><Errors><Error><Code>InvalidAction<\/Code><Message>[^<]+<\/Message><\/Error><\/Errors><RequestID>request-1<\/RequestID><\/Response>$/,
  )
})

for (const [title, options, status, code] of [
  ['without an action', { body: 'Version=2016-11-15' }, 400, 'MissingAction'],
  [
    'without a signature',
    { body: 'Action=DescribeRegions', isUnsigned: true },
    403,
    'MissingAuthenticationToken',
  ],
  [
    'with another body than was signed',
    {
      body: 'Action=DescribeRegions&Version=2016-11-15',
      sentBody: 'Action=DescribeImages1&Version=2016-11-15',
    },
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'with an unknown parameter',
    { body: 'Action=DescribeRegions&Colour=red' },
    400,
    'UnknownParameter',
  ],
  [
    'with a list number that is none',
    { body: 'Action=DescribeRegions&RegionName.x=a' },
    400,
    'UnknownParameter',
  ],
  [
    'with a number that is none',
    { body: 'Action=DescribeInstances&MaxResults=ten' },
    400,
    'InvalidParameterValue',
  ],
  [
    'with a boolean that is none',
    { body: 'Action=DescribeRegions&AllRegions=maybe' },
    400,
    'InvalidParameterValue',
  ],
  [
    'with a broken encoding',
    { body: 'Action=DescribeRegions&RegionName.1=%zz' },
    400,
    'MalformedQueryString',
  ],
  [
    'with a parameter twice',
    { body: 'Action=DescribeRegions&Action=DescribeImages' },
    400,
    'InvalidParameterValue',
  ],
  [
    'with a version that is none',
    { body: 'Action=DescribeRegions&Version="><x' },
    400,
    'InvalidParameterValue',
  ],
  [
    'with a method that is none',
    { method: 'PUT', body: 'Action=DescribeRegions' },
    400,
    'InvalidAction',
  ],
  [
    'in JSON',
    { body: '{}', headers: { 'content-type': 'application/json' } },
    400,
    'MalformedQueryString',
  ],
  [
    'of more than 1 MiB',
    { body: `Action=DescribeRegions&x=${'x'.repeat(1024 * 1024)}` },
    413,
    'RequestEntityTooLarge',
  ],
  [
    'of 4001 parameters',
    { body: `Action=DescribeRegions${'&a=1'.repeat(4001)}` },
    400,
    'MalformedQueryString',
  ],
] as const satisfies readonly (readonly [string, RawOptions, number, string])[]) {
  test(`a request ${title} is refused with ${code}`, async t => {
    await using ec2 = await startEc2()
    const answer = await send(ec2, options)
    t.is(answer.status, status, answer.body)
    t.regex(answer.body, new RegExp(`<Code>${code}</Code>`))
  })
}

test('lists are told by singular or plural, and their numbers may have gaps', async t => {
  await using ec2 = await startEc2()
  const ask = (list: string, values: string) =>
    send(ec2, {
      body:
        'Action=DescribeInstanceTypes&Version=2016-11-15' +
        `&${list}.10.Name=instance-type&${list}.10.${values}.11=t3.nano` +
        `&${list}.10.${values}.2=t3.micro&${list}.2.Name=bare-metal&${list}.2.${values}.1=false`,
    })
  for (const [list, values] of [
    ['Filter', 'Value'],
    ['Filters', 'Values'],
  ] as const) {
    const { status, body } = await ask(list, values)
    t.is(status, 200, body)
    t.is(body.match(/<instanceType>/g)?.length, 2)
  }
  const { body } = await send(ec2, {
    body: 'Action=DescribeRegions&RegionName.1=us-east-1&RegionNames.1=us-east-1',
  })
  t.regex(body, /<Code>InvalidParameterCombination</)
})

test('an action that AWS knows and this service does not is UnsupportedOperation', async t => {
  await using ec2 = await startEc2()
  await t.throwsAsync(ec2.client.send(new DescribeFlowLogsCommand({})), {
    name: 'UnsupportedOperation',
  })
  const federate = new GetFederationTokenCommand({ Name: 'me' })
  await t.throwsAsync(ec2.sts.send(federate), { name: 'UnsupportedOperation' })
})

test('DryRun says what would have happened and does nothing', async t => {
  await using ec2 = await startEc2()
  const ImageId = await ec2.registerImage()
  const input = { ImageId, MinCount: 1, MaxCount: 1, DryRun: true }
  const error = await t.throwsAsync(ec2.client.send(new RunInstancesCommand(input)), {
    name: 'DryRunOperation',
  })
  t.like(error, { $metadata: { httpStatusCode: 412 } })
  await t.throwsAsync(ec2.client.send(new RunInstancesCommand({ ...input, ImageId: '' })), {
    name: 'MissingParameter',
  })
  await t.throwsAsync(ec2.client.send(new DescribeImagesCommand({ DryRun: true })), {
    name: 'DryRunOperation',
  })
  t.deepEqual(ec2.hypervisor.calls, [])
})

test('a wrong secret and an unknown key are refused by EC2 and STS alike', async t => {
  await using ec2 = await startEc2()
  const { accessKeyId, secretAccessKey } = ec2.key
  const common = { endpoint: ec2.endpoint, region: 'us-east-1', maxAttempts: 1 }
  const wrong = { ...common, credentials: { accessKeyId, secretAccessKey: 'wrong' } }
  const unknown = {
    ...common,
    credentials: { accessKeyId: 'AKIAUNKNOWN000000000', secretAccessKey },
  }
  await t.throwsAsync(new EC2Client(wrong).send(new DescribeImagesCommand({})), {
    name: 'SignatureDoesNotMatch',
  })
  await t.throwsAsync(new EC2Client(unknown).send(new DescribeImagesCommand({})), {
    name: 'AuthFailure',
  })
  await t.throwsAsync(new STSClient(wrong).send(new GetCallerIdentityCommand({})), {
    name: 'SignatureDoesNotMatch',
  })
})
