/**
 * Security groups. Their rules lie in the group's own document, so no two changes of rules can lose
 * one of them; what they refer to is looked at where no group of the account can go meanwhile.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
 */
import { ComputeError } from '../errors.ts'
import { newId } from '../ids.ts'
import { listOwned } from '../records.ts'
import { checkTagCount } from '../tags.ts'
import { toEverywhere } from './default-network.ts'
import type { NetworkRecords, NetworkTags, SecurityGroupRecord, SecurityRule } from './records.ts'
import {
  addRules,
  type NewRule,
  type Removal,
  type RuleTerms,
  removeRules,
  replaceRules,
  ruleKey,
} from './security-rules.ts'
import { allOwned, findOwned, type NetworkStore, remove, write } from './store.ts'
import { findDefaultVpc } from './vpcs.ts'

export interface GroupName {
  readonly accountId: string
  readonly id: string
}

export type RuleChange = Omit<NewRule, 'isEgress' | 'tags'>

export interface SecurityGroups {
  create(group: {
    readonly accountId: string
    /** Empty: the default one. */
    readonly vpcId: string
    readonly name: string
    readonly description: string
    readonly tags: NetworkTags
  }): Promise<SecurityGroupRecord>
  get(accountId: string, id: string): Promise<SecurityGroupRecord | undefined>
  /** In the default VPC. */
  getByName(accountId: string, name: string): Promise<SecurityGroupRecord | undefined>
  list(accountId: string, after?: string): AsyncIterable<SecurityGroupRecord>
  delete(group: GroupName): Promise<void>
  authorize(group: GroupName, rules: readonly NewRule[]): Promise<readonly SecurityRule[]>
  /** In the default VPC what is not there is passed over; elsewhere it is refused. */
  revoke(group: GroupName, rules: readonly RuleTerms[]): Promise<Removal>
  /** Only rules of the way that `isEgress` says. */
  revokeByIds(
    group: GroupName,
    rules: { readonly isEgress: boolean; readonly ids: readonly string[] },
  ): Promise<readonly SecurityRule[]>
  modify(group: GroupName, changes: ReadonlyMap<string, RuleChange>): Promise<void>
  describe(group: GroupName, rules: readonly NewRule[]): Promise<void>
  describeByIds(group: GroupName, descriptions: ReadonlyMap<string, string>): Promise<void>
}

const groupsMax = 2_500

export function createSecurityGroups(store: NetworkStore): SecurityGroups {
  /** `change` is asked where nothing can come between it and the write. */
  async function changeRules(
    { accountId, id }: GroupName,
    peers: readonly Pick<RuleTerms, 'peer'>[],
    change: (group: SecurityGroupRecord) => readonly SecurityRule[],
  ): Promise<void> {
    const { vpcId } = await store.change(accountId, async records => {
      const group = await findOwned(records.securityGroups, 'group-missing', { accountId, id })
      await checkPeers(records, group, peers)
      await records.securityGroups.update(`${accountId}/${id}`, current => {
        if (!current) throw new ComputeError('group-missing', id)
        return { ...current, rules: change(current) }
      })
      return group
    })
    store.changed({ accountId, vpcId })
  }

  return {
    ...inspection(store),
    ...descriptions(changeRules),

    async create({ accountId, name, description, tags, ...asked }) {
      checkTagCount(tags)
      if (name === 'default') throw new ComputeError('group-name-reserved', name)
      return store.change(accountId, async records => {
        const vpcId = asked.vpcId || (await findDefaultVpc(records, accountId))?.id
        if (!vpcId) throw new ComputeError('default-vpc-missing', accountId)
        await findOwned(records.vpcs, 'vpc-missing', { accountId, id: vpcId })
        const all = await allOwned(records.securityGroups, accountId)
        if (all.length >= groupsMax) throw new ComputeError('group-limit', String(groupsMax))
        if (all.some(each => each.vpcId === vpcId && each.name === name)) {
          throw new ComputeError('group-name-taken', name)
        }
        const createdAtMs = store.clock.now()
        const fields = { id: newId('sg'), accountId, vpcId, name, description, tags, createdAtMs }
        return write(records.securityGroups, { ...fields, rules: [toEverywhere(newId)] })
      })
    },

    async delete({ accountId, id }) {
      await store.change(accountId, async records => {
        const group = await findOwned(records.securityGroups, 'group-missing', { accountId, id })
        if (group.name === 'default') throw new ComputeError('group-is-default', id)
        if (await isUsed(records, group)) throw new ComputeError('group-in-use', id)
        await remove(records.securityGroups, group)
      })
    },

    async authorize(name, asked) {
      const added = asked.map(rule => ({ ...rule, id: newId('sgr') }))
      for (const { tags } of added) checkTagCount(tags)
      await changeRules(name, added, group => addRules(group.rules, added))
      return added
    },

    async revoke(name, asked) {
      const { accountId } = name
      const isLenient = await isInDefaultVpc(await store.open(accountId), name)
      let removal: Removal | undefined
      await changeRules(name, [], group => {
        removal = removeRules(group.rules, asked)
        if (removal.unknown.length > 0 && !isLenient) {
          throw new ComputeError('rule-missing', name.id)
        }
        return removal.left
      })
      return removal ?? { left: [], removed: [], unknown: [] }
    },

    async revokeByIds(name, { isEgress, ids }) {
      let removed: readonly SecurityRule[] = []
      await changeRules(name, [], group => {
        const own = group.rules.filter(rule => rule.isEgress === isEgress)
        const missing = ids.find(id => !own.some(rule => rule.id === id))
        if (missing !== undefined) throw new ComputeError('rule-id-missing', missing)
        removed = own.filter(rule => ids.includes(rule.id))
        return group.rules.filter(rule => !removed.includes(rule))
      })
      return removed
    },

    modify: (name, changes) =>
      changeRules(name, [...changes.values()], group => replaceRules(group.rules, changes)),
  }
}

function inspection(store: NetworkStore): Pick<SecurityGroups, 'get' | 'getByName' | 'list'> {
  return {
    async get(accountId, id) {
      return (await store.open(accountId)).securityGroups.get(`${accountId}/${id}`)
    },

    async getByName(accountId, name) {
      const records = await store.open(accountId)
      const vpc = await findDefaultVpc(records, accountId)
      const all = vpc ? await allOwned(records.securityGroups, accountId) : []
      return all.find(group => group.vpcId === vpc?.id && group.name === name)
    },

    async *list(accountId, after) {
      yield* listOwned((await store.open(accountId)).securityGroups, accountId, after)
    },
  }
}

type ChangeRules = (
  group: GroupName,
  peers: readonly Pick<RuleTerms, 'peer'>[],
  change: (group: SecurityGroupRecord) => readonly SecurityRule[],
) => Promise<void>

function descriptions(
  changeRules: ChangeRules,
): Pick<SecurityGroups, 'describe' | 'describeByIds'> {
  return {
    describe(name, asked) {
      const wanted = new Map(asked.map(rule => [ruleKey(rule), rule.description]))
      return changeRules(name, [], ({ rules }) => {
        const known = new Set(rules.map(ruleKey))
        if (asked.some(terms => !known.has(ruleKey(terms)))) {
          throw new ComputeError('rule-missing', name.id)
        }
        return rules.map(rule => ({
          ...rule,
          description: wanted.get(ruleKey(rule)) ?? rule.description,
        }))
      })
    },

    describeByIds: (name, wanted) =>
      changeRules(name, [], ({ rules }) => {
        for (const id of wanted.keys()) {
          if (!rules.some(rule => rule.id === id)) throw new ComputeError('rule-id-missing', id)
        }
        return rules.map(rule => ({
          ...rule,
          description: wanted.get(rule.id) ?? rule.description,
        }))
      }),
  }
}

/** Groups that a rule speaks of are there, in the same VPC. */
async function checkPeers(
  records: NetworkRecords,
  { accountId, vpcId }: SecurityGroupRecord,
  rules: readonly Pick<RuleTerms, 'peer'>[],
): Promise<void> {
  for (const { peer } of rules) {
    if (peer.kind !== 'group') continue
    const id = peer.groupId
    const group = await findOwned(records.securityGroups, 'group-missing', { accountId, id })
    if (group.vpcId !== vpcId) throw new ComputeError('groups-of-other-network', id)
  }
}

/** By an interface, or by a rule of another group. */
async function isUsed(
  records: NetworkRecords,
  { accountId, id }: SecurityGroupRecord,
): Promise<boolean> {
  const interfaces = await allOwned(records.interfaces, accountId)
  if (interfaces.some(each => each.groupIds.includes(id))) return true
  const others = (await allOwned(records.securityGroups, accountId)).filter(each => each.id !== id)
  return others.some(({ rules }) =>
    rules.some(({ peer }) => peer.kind === 'group' && peer.groupId === id),
  )
}

async function isInDefaultVpc(records: NetworkRecords, { accountId, id }: GroupName) {
  const group = await findOwned(records.securityGroups, 'group-missing', { accountId, id })
  return (await records.vpcs.get(`${accountId}/${group.vpcId}`))?.isDefault ?? false
}
