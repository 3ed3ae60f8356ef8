/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateKeyPair.html and its kin. */
import type { KeyPairRecord } from '../../compute/records.ts'
import { Ec2Error } from '../errors.ts'
import { keyPairIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type { DescribeKeyPairsRequestInput } from '../wire/wire.generated.ts'

export const createKeyPair = defineOperation({
  name: 'CreateKeyPair',
  requires: ['KeyName'],
  async run({ compute, accountId }, input) {
    if ((input.KeyFormat ?? 'pem') !== 'pem') {
      throw new Ec2Error('InvalidParameterValue', 'Only the key format pem is supported')
    }
    const { record, privatePem } = await compute.keyPairs.create({
      accountId,
      name: keyNameOf(input.KeyName),
      keyType: keyTypeOf(input.KeyType),
      tags: tagsFor('key-pair', input.TagSpecifications),
    })
    return { ...summaryOf(record), KeyMaterial: privatePem }
  },
})

export const importKeyPair = defineOperation({
  name: 'ImportKeyPair',
  requires: ['KeyName', 'PublicKeyMaterial'],
  async run({ compute, accountId }, input) {
    const record = await compute.keyPairs.import({
      accountId,
      name: keyNameOf(input.KeyName),
      publicKey: Buffer.from(input.PublicKeyMaterial ?? []).toString('utf8'),
      tags: tagsFor('key-pair', input.TagSpecifications),
    })
    return summaryOf(record)
  },
})

export const deleteKeyPair = defineOperation({
  name: 'DeleteKeyPair',
  async run({ compute, accountId }, { KeyName, KeyPairId }) {
    if (!KeyName && !KeyPairId) {
      throw new Ec2Error('MissingParameter', 'The request must contain KeyName or KeyPairId')
    }
    const record = KeyPairId
      ? await compute.keyPairs.getById(accountId, KeyPairId)
      : await compute.keyPairs.get(accountId, KeyName ?? '')
    // Deleting what is not there succeeds.
    if (record) await compute.keyPairs.delete(accountId, record.name)
    return { Return: true, KeyPairId: record?.id }
  },
})

const keyPairListing: Listing<DescribeKeyPairsRequestInput, KeyPairRecord> = {
  name: 'DescribeKeyPairs',
  byId: {
    kind: keyPairIdKind,
    idsOf: input => input.KeyPairIds,
    find: ({ compute, accountId }, id) => compute.keyPairs.getById(accountId, id),
  },
  filters: {
    'key-pair-id': keyPair => keyPair.id,
    'key-name': keyPair => keyPair.name,
    'key-type': keyPair => keyPair.keyType,
    fingerprint: keyPair => keyPair.fingerprint,
  },
  tagsOf: keyPair => toTagSet(keyPair.tags),
  list: ({ compute, accountId }, after) => compute.keyPairs.list(accountId, after),
  positionOf: keyPair => keyPair.name,
}

export const describeKeyPairs = defineOperation({
  name: 'DescribeKeyPairs',
  async run(context, input) {
    const { items } = await listItems(keyPairListing, context, input)
    const wanted = input.KeyNames ?? []
    for (const name of wanted) {
      if (!(await context.compute.keyPairs.get(context.accountId, name))) {
        throw new Ec2Error('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`)
      }
    }
    const chosen = wanted.length > 0 ? items.filter(({ name }) => wanted.includes(name)) : items
    return {
      KeyPairs: chosen.map(keyPair => ({
        ...summaryOf(keyPair),
        KeyType: keyPair.keyType,
        CreateTime: new Date(keyPair.createdAtMs),
        PublicKey: input.IncludePublicKey ? keyPair.publicKey : undefined,
      })),
    }
  },
})

function summaryOf(record: KeyPairRecord) {
  return {
    KeyPairId: record.id,
    KeyName: record.name,
    KeyFingerprint: record.fingerprint,
    Tags: toTagSet(record.tags),
  }
}

/** Up to 255 ASCII characters that are visible or spaces. */
function keyNameOf(name: string | undefined): string {
  if (name === undefined || !/^[\x20-\x7e]{1,255}$/.test(name) || name.trim() !== name) {
    throw new Ec2Error('InvalidParameterValue', 'Value for parameter KeyName is invalid.')
  }
  return name
}

function keyTypeOf(type: string | undefined): 'rsa' | 'ed25519' {
  if (type === undefined || type === 'rsa') return 'rsa'
  if (type === 'ed25519') return type
  throw new Ec2Error('InvalidParameterValue', `Value (${type.slice(0, 64)}) for KeyType is invalid`)
}
