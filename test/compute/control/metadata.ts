import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  ImportKeyPairCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import pino from 'pino'
import { createMetadataService } from '../../../lib/compute/metadata/metadata-service.ts'
import { openComputeRecords } from '../../../lib/compute/records.ts'
import { type Ec2Server, region, startEc2 } from '../../support/ec2-server.ts'
import { describeInstance, makeGroup } from '../../support/vpcs.ts'

const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILFHaa3sI7WB39FLqOk6qtn5MIaXt3aXFmqkTkXK7ukR laptop'

interface Guest extends AsyncDisposable {
  readonly id: string
  get(path: string, headers?: Record<string, string>): Promise<Response>
  put(path: string, headers?: Record<string, string>): Promise<Response>
  token(seconds?: string): Promise<string>
}

/** The service as one machine reaches it. */
async function openGuest(ec2: Ec2Server, input: object = {}): Promise<Guest> {
  const id = await ec2.runMachine(input)
  const service = createMetadataService({
    records: openComputeRecords(ec2.storage),
    region,
    clock: ec2.clock,
    log: pino({ level: 'silent' }),
  })
  const server = createServer(service(id))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // The server listens on TCP, so its address is one of that kind.
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const guest: Guest = {
    id,
    get: (path, headers = {}) => fetch(base + path, { headers }),
    put: (path, headers = {}) => fetch(base + path, { method: 'PUT', headers }),
    async token(seconds = '60') {
      const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': seconds }
      return (await guest.put('/latest/api/token', headers)).text()
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return guest
}

/** As cloud-init's MetadataMaterializer does; throws for anything listed that cannot be read. */
async function crawl(guest: Guest, folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const listing = await read(guest, folder)
  for (const line of listing.split('\n').filter(each => each !== '')) {
    if (line.endsWith('/')) {
      for (const [path, text] of await crawl(guest, `${folder}${line}`)) found.set(path, text)
    } else {
      const [name = '', label] = line.split('=', 2)
      const path = label === undefined ? `${folder}${name}` : `${folder}${name}/openssh-key`
      found.set(path, await read(guest, path))
    }
  }
  return found
}

async function read(guest: Guest, path: string): Promise<string> {
  const response = await guest.get(path)
  if (response.status !== 200) throw new Error(`${path} is listed and answers ${response.status}`)
  return response.text()
}

test('a crawl as cloud-init does it finds everything that is listed', async t => {
  await using ec2 = await startEc2()
  const PublicKeyMaterial = Buffer.from(publicKey)
  await ec2.client.send(new ImportKeyPairCommand({ KeyName: 'my key', PublicKeyMaterial }))
  await using guest = await openGuest(ec2, {
    KeyName: 'my key',
    MetadataOptions: { InstanceMetadataTags: 'enabled' },
    TagSpecifications: [
      {
        ResourceType: 'instance',
        Tags: [
          { Key: 'Name', Value: 'web' },
          { Key: 'a/b', Value: 'no' },
        ],
      },
    ],
  })
  const found = await crawl(guest, '/2021-03-23/meta-data/')
  const at = (path: string): string | undefined => found.get(`/2021-03-23/meta-data/${path}`)
  const spec = ec2.hypervisor.specs.get(guest.id)
  const nic = spec?.network.interfaces[0]
  t.is(at('instance-id'), guest.id)
  t.is(at('public-keys/0/openssh-key'), `${publicKey}\n`)
  t.is(at('placement/availability-zone'), 'us-east-1a')
  t.is(at('placement/region'), 'us-east-1')
  t.is(at('local-ipv4'), nic?.privateIpAddress)
  t.is(at('local-hostname'), `${spec?.hostname}.ec2.internal`)
  t.is(at(`network/interfaces/macs/${nic?.macAddress}/local-ipv4s`), nic?.privateIpAddress)
  t.regex(at(`network/interfaces/macs/${nic?.macAddress}/vpc-id`) ?? '', /^vpc-/)
  t.is(at('tags/instance/Name'), 'web')
  t.is(at('tags/instance/a/b'), undefined)
  t.is(at('block-device-mapping/root'), '/dev/sda1')

  const identity = await crawl(guest, '/latest/dynamic/')
  const document = JSON.parse(identity.get('/latest/dynamic/instance-identity/document') ?? '')
  t.like(document, { instanceId: guest.id, region, availabilityZone: 'us-east-1a' })
})

test('groups, the public address and its name are those of now', async t => {
  await using ec2 = await startEc2()
  const GroupId = await makeGroup(ec2, 'web')
  await using guest = await openGuest(ec2, { SecurityGroupIds: [GroupId] })
  const instance = await describeInstance(ec2, guest.id)
  const nic = instance.NetworkInterfaces?.[0]
  const found = await crawl(guest, '/latest/meta-data/')
  const at = (path: string) => found.get(`/latest/meta-data/${path}`)
  const ofInterface = (path: string) => at(`network/interfaces/macs/${nic?.MacAddress}/${path}`)
  t.is(at('public-ipv4'), instance.PublicIpAddress)
  t.is(at('public-hostname'), instance.PublicDnsName)
  t.is(at('security-groups'), 'web')
  t.is(ofInterface('interface-id'), nic?.NetworkInterfaceId)
  t.is(ofInterface('security-group-ids'), GroupId)
  t.is(ofInterface('subnet-ipv4-cidr-block'), '172.31.0.0/20')
  t.is(ofInterface('public-ipv4s'), instance.PublicIpAddress)
  t.is(ofInterface(`ipv4-associations/${instance.PublicIpAddress}`), instance.PrivateIpAddress)
  const { AllocationId, PublicIp } = await ec2.client.send(new AllocateAddressCommand({}))
  const association = { AllocationId, InstanceId: guest.id }
  await ec2.client.send(new AssociateAddressCommand(association))
  t.is(await read(guest, '/latest/meta-data/public-ipv4'), PublicIp ?? '')
})

test('without a key, tags or user data these names are neither listed nor there', async t => {
  await using ec2 = await startEc2()
  await using guest = await openGuest(ec2)
  const listing = await (await guest.get('/latest/meta-data/')).text()
  t.notRegex(listing, /public-keys|tags/)
  t.is(await (await guest.get('/latest/')).text(), 'dynamic\nmeta-data')
  for (const path of [
    'user-data',
    'meta-data/public-keys/',
    'meta-data/tags/',
    'meta-data/nothing',
  ]) {
    t.is((await guest.get(`/latest/${path}`)).status, 404, path)
  }
  for (const path of [
    '/latest/meta-data/__proto__',
    '/latest/meta-data/instance-id/length',
    '/x/',
  ]) {
    t.is((await guest.get(path)).status, 404, path)
  }
})

test('user data comes as the bytes that were given, whatever they are', async t => {
  await using ec2 = await startEc2()
  const bytes = Buffer.from([0x1f, 0x8b, 0, 255, 10, 13])
  await using guest = await openGuest(ec2, { UserData: bytes.toString('base64') })
  const response = await guest.get('/2009-04-04/user-data')
  t.deepEqual(Buffer.from(await response.arrayBuffer()), bytes)
})

test('a token opens the service for its machine, for its time', async t => {
  await using ec2 = await startEc2()
  await using guest = await openGuest(ec2)
  await using other = await openGuest(ec2)
  const token = await guest.token('60')
  const headers = { 'x-aws-ec2-metadata-token': token }
  t.is((await guest.get('/latest/meta-data/instance-id', headers)).status, 200)
  t.is((await other.get('/latest/meta-data/instance-id', headers)).status, 401)
  const digit = token[40] === 'x' ? 'y' : 'x'
  const forged = { 'x-aws-ec2-metadata-token': `${token.slice(0, 40)}${digit}${token.slice(41)}` }
  t.is(
    (await guest.get('/latest/meta-data/instance-id', { 'x-aws-ec2-metadata-token': 'x' })).status,
    401,
  )
  t.is((await guest.get('/latest/meta-data/instance-id', forged)).status, 401)
  ec2.clock.advance(61_000)
  t.is((await guest.get('/latest/meta-data/instance-id', headers)).status, 401)
})

test('a machine that requires tokens refuses requests without one', async t => {
  await using ec2 = await startEc2()
  await using guest = await openGuest(ec2, { MetadataOptions: { HttpTokens: 'required' } })
  t.is((await guest.get('/latest/meta-data/')).status, 401)
  const headers = { 'x-aws-ec2-metadata-token': await guest.token() }
  t.is((await guest.get('/latest/meta-data/', headers)).status, 200)
})

test('a machine whose metadata is disabled gets nothing', async t => {
  await using ec2 = await startEc2()
  await using guest = await openGuest(ec2, { MetadataOptions: { HttpEndpoint: 'disabled' } })
  t.is((await guest.get('/latest/meta-data/')).status, 403)
  t.is(
    (await guest.put('/latest/api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '60' })).status,
    403,
  )
})

for (const [seconds, status] of [
  ['1', 200],
  ['21600', 200],
  ['0', 400],
  ['21601', 400],
  ['-1', 400],
  ['ten', 400],
  [undefined, 400],
] as const) {
  test(`asking for a token of ${seconds} seconds answers ${status}`, async t => {
    await using ec2 = await startEc2()
    await using guest = await openGuest(ec2)
    const headers = seconds === undefined ? {} : { 'x-aws-ec2-metadata-token-ttl-seconds': seconds }
    const response = await guest.put('/latest/api/token', headers)
    t.is(response.status, status)
    if (status === 200)
      t.is(response.headers.get('x-aws-ec2-metadata-token-ttl-seconds'), seconds ?? '')
  })
}

test('requests through a proxy, reads of the token path and writes elsewhere are refused', async t => {
  await using ec2 = await startEc2()
  await using guest = await openGuest(ec2)
  t.is((await guest.get('/latest/meta-data/', { 'x-forwarded-for': '10.0.0.1' })).status, 403)
  const ttl = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' }
  t.is(
    (await guest.put('/latest/api/token', { ...ttl, 'x-forwarded-for': '10.0.0.1' })).status,
    403,
  )
  t.is((await guest.get('/latest/api/token')).status, 405)
  t.is((await guest.put('/latest/meta-data/', ttl)).status, 405)
})

test('a machine that is gone gets no metadata', async t => {
  await using ec2 = await startEc2()
  await using guest = await openGuest(ec2)
  await ec2.compute().machines.terminate(ec2.key.accountId, [guest.id])
  await ec2.compute().settled()
  t.is((await guest.get('/latest/meta-data/')).status, 403)
})
