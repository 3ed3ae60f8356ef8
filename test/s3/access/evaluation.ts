import test from 'ava'
import fc from 'fast-check'
import {
  type BucketRules,
  mayUseBucket,
  mayUseObject,
  type Requester,
} from '../../../lib/s3/access/evaluation.ts'
import {
  type Acl,
  expandCanned,
  type Grant,
  isPrivate,
  permissions,
} from '../../../lib/s3/access/grants.ts'

const OWNER = 'a'.repeat(64)
const WRITER = 'b'.repeat(64)
const OTHER = 'c'.repeat(64)

const owner: Requester = { canonicalId: OWNER, isBucketOwner: true }
const writer: Requester = { canonicalId: WRITER, isBucketOwner: false }
const other: Requester = { canonicalId: OTHER, isBucketOwner: false }
const anonymous: Requester = { canonicalId: undefined, isBucketOwner: false }

const requester = fc.constantFrom(owner, writer, other, anonymous)
const permission = fc.constantFrom(...permissions)
const grantee = fc.constantFrom(
  OWNER,
  WRITER,
  OTHER,
  'AllUsers',
  'AuthenticatedUsers',
  'LogDelivery',
)
const acl: fc.Arbitrary<Acl> = fc.array(fc.tuple(permission, grantee), { maxLength: 4 })
const rules: fc.Arbitrary<BucketRules> = fc.record(
  {
    acl,
    ownership: fc.constantFrom('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'),
    publicAccessBlock: fc.record({
      blockPublicAcls: fc.boolean(),
      ignorePublicAcls: fc.boolean(),
      blockPublicPolicy: fc.boolean(),
      restrictPublicBuckets: fc.boolean(),
    }),
  },
  { requiredKeys: [] },
)

/** The rule once more, as a search for one grant that lets the requester in. */
function isLetIn(who: Requester, bucket: BucketRules, grants: Acl, wanted: string): boolean {
  if (bucket.ownership === 'BucketOwnerEnforced') return false
  const names = new Set<string>()
  if (!bucket.publicAccessBlock?.ignorePublicAcls) {
    names.add('AllUsers')
    if (who.canonicalId) names.add('AuthenticatedUsers')
  }
  if (who.canonicalId) names.add(who.canonicalId)
  const isOne = ([granted, to]: Grant) =>
    names.has(to) && [wanted, 'FULL_CONTROL'].includes(granted)
  return grants.filter(isOne).length > 0
}

const policyWord = fc.constantFrom('allow', 'deny', 'none')

test('a bucket is open to its owner, and to others as its ACL grants, unless its policy says otherwise', t => {
  fc.assert(
    fc.property(requester, rules, permission, policyWord, (who, bucket, wanted, policy) => {
      const isLet = who === owner || isLetIn(who, bucket, bucket.acl ?? [], wanted)
      const expected = policy === 'none' ? isLet : policy === 'allow'
      t.is(mayUseBucket(who, bucket, { permission: wanted, policy }), expected)
    }),
    { numRuns: 2000 },
  )
})

test('an object is open to its owner, and to others exactly as its ACL grants, unless it is denied', t => {
  const ownerId = fc.constantFrom(OWNER, WRITER)
  const object = fc.tuple(ownerId, fc.option(acl, { nil: undefined }))
  const question = fc.record({ permission, policy: fc.constantFrom('deny', 'none') })
  fc.assert(
    fc.property(requester, rules, object, question, (who, bucket, [ownerId, grants], need) => {
      const rights = { ownerId, ...(grants && { acl: grants }) }
      const owns =
        bucket.ownership === 'BucketOwnerEnforced' ? who === owner : who.canonicalId === ownerId
      const isLet = owns || isLetIn(who, bucket, grants ?? [], need.permission)
      const expected = need.policy === 'none' && isLet
      t.is(mayUseObject(who, bucket, { object: rights, ...need }), expected)
    }),
    { numRuns: 2000 },
  )
})

/** The letters that each may do: Read, Write, read the ACL (r), write the ACL (w). */
const canned = [
  ['private', '', '', ''],
  ['public-read', 'R', 'R', 'R'],
  ['public-read-write', 'RW', 'RW', 'RW'],
  ['authenticated-read', 'R', 'R', ''],
  ['log-delivery-write', '', '', ''],
  ['bucket-owner-read', 'R', '', ''],
  ['bucket-owner-full-control', 'RWrw', '', ''],
] as const
const LETTERS = [
  ['R', 'READ'],
  ['W', 'WRITE'],
  ['r', 'READ_ACP'],
  ['w', 'WRITE_ACP'],
] as const
for (const [name, forBucketOwner, forOther, forAnonymous] of canned) {
  test(`the canned ACL ${name} of a writer's object lets in whom it names`, t => {
    const object = {
      ownerId: WRITER,
      acl: expandCanned(name, { ownerId: WRITER, bucketOwnerId: OWNER }),
    }
    const letters = (who: Requester) =>
      LETTERS.filter(([, permission]) =>
        mayUseObject(who, {}, { object, permission, policy: 'none' }),
      )
        .map(([letter]) => letter)
        .join('')
    t.is(letters(writer), 'RWrw')
    t.is(letters(owner), forBucketOwner)
    t.is(letters(other), forOther)
    t.is(letters(anonymous), forAnonymous)
  })
}

test('a policy speaks for the objects of the bucket’s owner, and for no other’s', t => {
  const allowed = { permission: undefined, policy: 'allow' } as const
  const bucket = { ownerId: OWNER }
  t.true(mayUseObject(other, bucket, { ...allowed, object: { ownerId: OWNER } }))
  t.true(mayUseObject(other, bucket, { ...allowed, object: { ownerId: undefined } }))
  t.false(mayUseObject(other, bucket, { ...allowed, object: { ownerId: WRITER } }))
  const enforced = { ...bucket, ownership: 'BucketOwnerEnforced' } as const
  t.true(mayUseObject(other, enforced, { ...allowed, object: { ownerId: WRITER } }))
  const reading = { object: { ownerId: WRITER }, permission: 'READ', policy: 'allow' } as const
  t.false(mayUseObject(owner, bucket, reading))
})

test('what names no owner is the bucket owner’s alone', t => {
  const question = { object: { ownerId: undefined }, permission: 'READ', policy: 'none' } as const
  t.true(mayUseObject(owner, {}, question))
  t.false(mayUseObject(other, {}, question))
  t.false(mayUseObject(anonymous, {}, question))
})

test('only the owner’s full control and nothing else is private', t => {
  t.true(isPrivate([['FULL_CONTROL', OWNER]], OWNER))
  t.false(isPrivate([['FULL_CONTROL', OTHER]], OWNER))
  t.false(isPrivate([['READ', OWNER]], OWNER))
  t.false(isPrivate([], OWNER))
})
