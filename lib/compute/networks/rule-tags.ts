/** Tags of security group rules, which lie in their group's document. */
import type { TagHolder, TagsChange } from '../tag-holder.ts'
import type { NetworkRecords, SecurityRule } from './records.ts'
import { allOwned } from './store.ts'

export function ruleTags({ securityGroups }: NetworkRecords): TagHolder {
  return {
    kind: 'security-group-rule',
    prefix: 'sgr',

    async find(accountId, id) {
      const groups = await allOwned(securityGroups, accountId)
      const group = groups.find(({ rules }) => rules.some(rule => rule.id === id))
      if (!group) return undefined
      return async change => {
        await securityGroups.update(
          `${accountId}/${group.id}`,
          current => current && { ...current, rules: retagRule(current.rules, id, change) },
        )
      }
    },

    async *list(accountId) {
      for (const { rules } of await allOwned(securityGroups, accountId)) yield* rules
    },
  }
}

function retagRule(
  rules: readonly SecurityRule[],
  id: string,
  change: TagsChange,
): readonly SecurityRule[] {
  return rules.map(rule => (rule.id === id ? { ...rule, tags: change(rule.tags) } : rule))
}
