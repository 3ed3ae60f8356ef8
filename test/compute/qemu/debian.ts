import type { RequestListener } from 'node:http'
import test from 'ava'
import { consoleWith, rig, testImage } from '../../support/qemu-rig.ts'

const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHVhbGxlZS10ZXN0LWtleS1ub3QtYS1yZWFsLW9uZS0h someone@example'

const leaves: Readonly<Record<string, string>> = {
  'user-data':
    '#!/bin/sh\n' +
    'echo "user data ran on $(hostname)"\n' +
    'echo "authorized: $(cat /home/debian/.ssh/authorized_keys)"\n' +
    'echo "platform: $(cloud-id) $(cloud-init query v1.instance_id)"\n' +
    'echo "address: $(ip -4 -o addr show dev eth0)"\n',
  'meta-data/ami-id': 'ami-0123456789abcdef0',
  'meta-data/instance-id': 'i-0123456789abcdef0',
  'meta-data/instance-type': 't3.micro',
  'meta-data/hostname': 'ip-172-31-5-77.ec2.internal',
  'meta-data/local-hostname': 'ip-172-31-5-77.ec2.internal',
  'meta-data/local-ipv4': '172.31.5.77',
  'meta-data/mac': '02:00:00:00:00:10',
  'meta-data/placement/availability-zone': 'us-east-1a',
  'meta-data/public-keys/0/openssh-key': publicKey,
  'meta-data/network/interfaces/macs/02:00:00:00:00:10/device-number': '0',
  'meta-data/network/interfaces/macs/02:00:00:00:00:10/local-ipv4s': '172.31.5.77',
  'meta-data/network/interfaces/macs/02:00:00:00:00:10/mac': '02:00:00:00:00:10',
  'meta-data/network/interfaces/macs/02:00:00:00:00:10/subnet-ipv4-cidr-block': '172.31.0.0/20',
  'meta-data/network/interfaces/macs/02:00:00:00:00:10/vpc-id': 'vpc-0123456789abcdef0',
  'dynamic/instance-identity/document': '{"instanceId":"i-0123456789abcdef0","region":"us-east-1"}',
}

/** A folder's answer names what is in it, folders with a slash; keys are named by their number. */
function listing(folder: string): string | undefined {
  const prefix = folder === '' ? '' : `${folder}/`
  const names = Object.keys(leaves)
    .filter(path => path.startsWith(prefix))
    .map(path => path.slice(prefix.length).split('/'))
    .map(([name = '', ...rest]) => (rest.length > 0 ? `${name}/` : name))
  if (names.length === 0) return undefined
  return [...new Set(names)].join('\n').replace(/^0\/$/m, folder.endsWith('keys') ? '0=key' : '0/')
}

const metadata: RequestListener = (request, response) => {
  const [, version, ...rest] = (request.url ?? '').split('/')
  const path = rest.filter(part => part !== '').join('/')
  const isPut = request.method === 'PUT' && path === 'api/token'
  const hasToken = request.headers['x-aws-ec2-metadata-token'] === 'the-token'
  const found = version === undefined ? undefined : (leaves[path] ?? listing(path))
  const body = isPut ? 'the-token' : found
  response.writeHead(isPut || hasToken ? (body === undefined ? 404 : 200) : 401)
  response.end(body)
}

test('an unmodified cloud-init gets its key and its user data', async t => {
  t.timeout(900_000)
  const machine = await rig(t, {
    image: await testImage('debian'),
    userData: '',
    metadata,
    spec: { memoryBytes: 512 * 2 ** 20, vcpuCount: 2, diskBytes: 2 * 2 ** 30 },
  })
  const startedMs = Date.now()
  await machine.hypervisor.start(machine.spec, AbortSignal.timeout(60_000))
  const shown = await consoleWith(machine, 'finished at', { timeoutMs: 600_000 })
  t.log(`cloud-init finished after ${Math.round((Date.now() - startedMs) / 1000)} s`)
  t.regex(shown, /user data ran on ip-172-31-5-77/)
  t.true(shown.includes(`authorized: ${publicKey}`))
  t.regex(shown, /platform: aws i-0123456789abcdef0/)
  t.regex(shown, /address: .*172\.31\.5\.77\/20/)
  t.regex(shown, /Cloud-init v\. .* finished at .*DataSourceEc2/)
  await machine.hypervisor.stop(machine.spec.id, { graceMs: 120_000 })
  t.deepEqual(await machine.hypervisor.list(), [])
})
