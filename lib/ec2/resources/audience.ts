/** Whom snapshots and images are shared with, as their attributes say it. */
import { type Audience, audienceOf, type Shareable } from '../../compute/shares.ts'
import { Ec2Error } from '../errors.ts'

interface Permission {
  readonly UserId?: string | undefined
  readonly Group?: string | undefined
}

/** There are two ways to say it: lists to add and to remove, or one list and an operation. */
export interface PermissionChange {
  readonly lists:
    | {
        readonly Add?: readonly Permission[] | undefined
        readonly Remove?: readonly Permission[] | undefined
      }
    | undefined
  readonly operation: string | undefined
  readonly userIds: readonly string[] | undefined
  readonly groups: readonly string[] | undefined
}

export function isChange({ lists, operation }: PermissionChange): boolean {
  return lists !== undefined || (operation !== undefined && operation !== '')
}

export function changeOf(change: PermissionChange): (current: Audience) => Audience {
  const { operation, userIds = [], groups = [] } = change
  const named = [...userIds.map(UserId => ({ UserId })), ...groups.map(Group => ({ Group }))]
  if (operation && operation !== 'add' && operation !== 'remove') {
    const message = `Value (${operation.slice(0, 64)}) for parameter operationType is invalid.`
    throw new Ec2Error('InvalidParameterValue', message)
  }
  const added = parse([...(change.lists?.Add ?? []), ...(operation === 'add' ? named : [])])
  const removed = parse([...(change.lists?.Remove ?? []), ...(operation === 'remove' ? named : [])])
  return current => {
    const kept = current.accountIds.filter(id => !removed.accountIds.includes(id))
    return {
      accountIds: [...new Set([...kept, ...added.accountIds])],
      isPublic: (current.isPublic && !removed.isPublic) || added.isPublic,
    }
  }
}

export function toPermissions(shared: Shareable): Permission[] {
  const { accountIds, isPublic } = audienceOf(shared)
  const everybody = isPublic ? [{ Group: 'all' }] : []
  return [...everybody, ...accountIds.map(UserId => ({ UserId }))]
}

function parse(permissions: readonly Permission[]): Audience {
  const accountIds: string[] = []
  let isPublic = false
  for (const { UserId, Group } of permissions) {
    if (Group) {
      if (Group !== 'all') {
        const message = `Invalid group: "${Group.slice(0, 64)}"`
        throw new Ec2Error('InvalidParameterValue', message)
      }
      isPublic = true
    }
    if (!UserId) continue
    if (!/^\d{12}$/.test(UserId)) {
      throw new Ec2Error('InvalidParameterValue', `Invalid user id: "${UserId.slice(0, 64)}"`)
    }
    accountIds.push(UserId)
  }
  return { accountIds, isPublic }
}
