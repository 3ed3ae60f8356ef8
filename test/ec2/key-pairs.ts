import { createPrivateKey, createPublicKey } from 'node:crypto'
import {
  CreateKeyPairCommand,
  DeleteKeyPairCommand,
  DescribeKeyPairsCommand,
  ImportKeyPairCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { fromKeyObject, parsePublicKey } from '../../lib/compute/public-key.ts'
import { startEc2 } from '../support/ec2-server.ts'

// Both as ssh-keygen made and printed them.
const ed25519Line =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILFHaa3sI7WB39FLqOk6qtn5MIaXt3aXFmqkTkXK7ukR laptop'

const ed25519Fingerprint = 'hDEiYUpZHs0U4aV8YCQVFKhf+I/UZVqcrFFTMeWZAH4='

test('CreateKeyPair makes an RSA key whose private half matches the public one', async t => {
  await using ec2 = await startEc2()
  const made = await ec2.client.send(new CreateKeyPairCommand({ KeyName: 'rsa' }))
  t.regex(made.KeyMaterial ?? '', /^-----BEGIN RSA PRIVATE KEY-----\n/)
  t.regex(made.KeyFingerprint ?? '', /^([0-9a-f]{2}:){19}[0-9a-f]{2}$/)
  t.regex(made.KeyPairId ?? '', /^key-[0-9a-f]{17}$/)
  const { KeyPairs } = await ec2.client.send(
    new DescribeKeyPairsCommand({ KeyNames: ['rsa'], IncludePublicKey: true }),
  )
  t.is(KeyPairs?.[0]?.KeyFingerprint, made.KeyFingerprint)
  const derived = fromKeyObject(createPublicKey(createPrivateKey(made.KeyMaterial ?? '')))
  t.is(KeyPairs?.[0]?.PublicKey, `${derived.openssh} rsa`)
  t.is(derived.key.asymmetricKeyDetails?.modulusLength, 2048)
})

test('CreateKeyPair makes an Ed25519 key in the form of OpenSSH', async t => {
  await using ec2 = await startEc2()
  const made = await ec2.client.send(
    new CreateKeyPairCommand({ KeyName: 'ed', KeyType: 'ed25519' }),
  )
  t.regex(made.KeyMaterial ?? '', /^-----BEGIN OPENSSH PRIVATE KEY-----\n/)
  t.regex(made.KeyFingerprint ?? '', /^[A-Za-z0-9+/]{43}=$/)
  const body = Buffer.from((made.KeyMaterial ?? '').replaceAll(/-----.*-----|\s/g, ''), 'base64')
  t.is(body.subarray(0, 15).toString('latin1'), 'openssh-key-v1\0')
  const { KeyPairs } = await ec2.client.send(
    new DescribeKeyPairsCommand({ KeyPairIds: [made.KeyPairId ?? ''], IncludePublicKey: true }),
  )
  const blob = Buffer.from(KeyPairs?.[0]?.PublicKey?.split(' ')[1] ?? '', 'base64')
  t.true(body.includes(blob))
  t.is(KeyPairs?.[0]?.KeyType, 'ed25519')
})

test('ImportKeyPair takes an OpenSSH key and shows it when asked', async t => {
  await using ec2 = await startEc2()
  const imported = await ec2.client.send(
    new ImportKeyPairCommand({
      KeyName: 'laptop',
      PublicKeyMaterial: Buffer.from(`${ed25519Line}\n`),
      TagSpecifications: [{ ResourceType: 'key-pair', Tags: [{ Key: 'team', Value: 'a' }] }],
    }),
  )
  t.is(imported.KeyFingerprint, ed25519Fingerprint)
  const plain = await ec2.client.send(new DescribeKeyPairsCommand({}))
  t.is(plain.KeyPairs?.[0]?.PublicKey, undefined)
  t.deepEqual(plain.KeyPairs?.[0]?.Tags, [{ Key: 'team', Value: 'a' }])
  t.true(plain.KeyPairs?.[0]?.CreateTime instanceof Date)
  const full = await ec2.client.send(new DescribeKeyPairsCommand({ IncludePublicKey: true }))
  t.is(full.KeyPairs?.[0]?.PublicKey, ed25519Line)
})

test('one key has one identity in OpenSSH form, RFC 4716 form and DER', t => {
  const key = parsePublicKey(ed25519Line)
  const base64 = key.openssh.split(' ')[1] ?? ''
  const rfc4716 = [
    '---- BEGIN SSH2 PUBLIC KEY ----',
    'Comment: "a long comment that \\',
    'goes on"',
    base64.slice(0, 40),
    base64.slice(40),
    '---- END SSH2 PUBLIC KEY ----',
  ].join('\n')
  t.is(parsePublicKey(rfc4716).openssh, key.openssh)
  const der = key.key.export({ format: 'der', type: 'spki' }).toString('base64')
  t.is(parsePublicKey(der).openssh, key.openssh)
  t.is(key.comment, 'laptop')
})

for (const [title, text] of [
  ['nothing', ' '],
  ['other text', 'not a key'],
  ['another type of key', 'ssh-dss AAAAB3NzaC1kc3MAAACBAP'],
  ['a type that is not the blob’s', ed25519Line.replace('ssh-ed25519', 'ssh-rsa')],
  ['a blob that is cut off', ed25519Line.replace('ukR laptop', '')],
  ['two lines', `${ed25519Line}\n${ed25519Line}`],
] as const) {
  test(`ImportKeyPair refuses ${title}`, async t => {
    await using ec2 = await startEc2()
    const command = new ImportKeyPairCommand({
      KeyName: 'bad',
      PublicKeyMaterial: Buffer.from(text),
    })
    await t.throwsAsync(ec2.client.send(command), { name: 'InvalidKey.Format' })
    t.deepEqual((await ec2.client.send(new DescribeKeyPairsCommand({}))).KeyPairs, [])
  })
}

test('a key pair name is taken until DeleteKeyPair, which may be repeated', async t => {
  await using ec2 = await startEc2()
  const input = { KeyName: 'one', KeyType: 'ed25519' } as const
  const { KeyPairId } = await ec2.client.send(new CreateKeyPairCommand(input))
  await t.throwsAsync(ec2.client.send(new CreateKeyPairCommand(input)), {
    name: 'InvalidKeyPair.Duplicate',
  })
  const deleted = await ec2.client.send(new DeleteKeyPairCommand({ KeyName: 'one' }))
  t.like(deleted, { Return: true, KeyPairId: KeyPairId ?? '' })
  t.true((await ec2.client.send(new DeleteKeyPairCommand({ KeyName: 'one' }))).Return)
  await t.throwsAsync(ec2.client.send(new DescribeKeyPairsCommand({ KeyNames: ['one'] })), {
    name: 'InvalidKeyPair.NotFound',
  })
})

test('key pairs of another account cannot be seen or deleted', async t => {
  await using ec2 = await startEc2()
  const input = { KeyName: 'mine', KeyType: 'ed25519' } as const
  const { KeyPairId } = await ec2.client.send(new CreateKeyPairCommand(input))
  const other = await ec2.otherClient()
  t.deepEqual((await other.send(new DescribeKeyPairsCommand({}))).KeyPairs, [])
  await t.throwsAsync(other.send(new DescribeKeyPairsCommand({ KeyPairIds: [KeyPairId ?? ''] })), {
    name: 'InvalidKeyPair.NotFound',
  })
  await other.send(new DeleteKeyPairCommand({ KeyName: 'mine' }))
  t.is((await ec2.client.send(new DescribeKeyPairsCommand({}))).KeyPairs?.length, 1)
  t.truthy((await other.send(new CreateKeyPairCommand(input))).KeyPairId)
})
