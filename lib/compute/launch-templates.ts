/**
 * Launch templates: parameters of launches, kept by name and in versions. What the parameters mean
 * is not a question here: they are the protocol's own words, kept as they came.
 */
import type { Json } from '../../storage/storage.ts'
import type { Clock } from '../clock.ts'
import { ComputeError } from './errors.ts'
import { isId, newId } from './ids.ts'
import { type ComputeRecords, documentId, listOwned, type Tags } from './records.ts'
import { checkTagCount } from './tags.ts'

export type LaunchParameters = { readonly [name: string]: Json }

export type LaunchTemplateRecord = {
  readonly id: string
  readonly accountId: string
  readonly name: string
  readonly tags: Tags
  readonly clientToken: string
  readonly createdBy: string
  readonly createdAtMs: number
  /** Versions are counted from 1, and a number is never given twice. */
  readonly latestVersion: number
  readonly defaultVersion: number
}

export type TemplateVersionRecord = {
  readonly templateId: string
  readonly accountId: string
  readonly version: number
  readonly description: string
  readonly parameters: LaunchParameters
  readonly clientToken: string
  readonly createdBy: string
  readonly createdAtMs: number
}

export interface VersionRequest {
  readonly description: string
  readonly parameters: LaunchParameters
  readonly createdBy: string
  /** Empty: every call makes a version of its own. */
  readonly clientToken: string
}

export interface TemplateName {
  readonly accountId: string
  /** An id, or a name. */
  readonly template: string
}

export interface LaunchTemplates {
  create(
    request: VersionRequest & {
      readonly accountId: string
      readonly name: string
      readonly tags: Tags
    },
  ): Promise<LaunchTemplateRecord>
  addVersion(
    template: LaunchTemplateRecord,
    request: VersionRequest,
  ): Promise<TemplateVersionRecord>
  /** Throws `launch-template-missing` or `launch-template-name-missing`. */
  find(name: TemplateName): Promise<LaunchTemplateRecord>
  list(accountId: string, after?: string): AsyncIterable<LaunchTemplateRecord>
  /** A number, `$Latest` or `$Default`; throws `template-version-missing`. */
  version(template: LaunchTemplateRecord, version: string): Promise<TemplateVersionRecord>
  /** The oldest first. */
  versions(template: LaunchTemplateRecord): AsyncIterable<TemplateVersionRecord>
  setDefault(template: LaunchTemplateRecord, version: string): Promise<LaunchTemplateRecord>
  /** Not the default one: `template-version-default`. */
  deleteVersion(template: LaunchTemplateRecord, version: string): Promise<TemplateVersionRecord>
  delete(template: LaunchTemplateRecord): Promise<void>
}

const VERSIONS_MAX = 10_000

export function createLaunchTemplates(options: {
  readonly records: ComputeRecords
  readonly clock: Clock
}): LaunchTemplates {
  const { records, clock } = options
  const { launchTemplates, templateNames, templateVersions } = records

  async function find({ accountId, template }: TemplateName): Promise<LaunchTemplateRecord> {
    const named = await templateNames.get(`${accountId}/${template}`)
    const found = await launchTemplates.get(`${accountId}/${named?.templateId ?? template}`)
    if (found) return found
    const code = isId('lt', template) ? 'launch-template-missing' : 'launch-template-name-missing'
    throw new ComputeError(code, template)
  }

  async function writeVersion(
    template: LaunchTemplateRecord,
    version: number,
    request: VersionRequest,
  ): Promise<TemplateVersionRecord> {
    const record = {
      templateId: template.id,
      accountId: template.accountId,
      version,
      ...request,
      createdAtMs: clock.now(),
    }
    await templateVersions.update(versionId(template, version), () => record)
    return record
  }

  async function version(template: LaunchTemplateRecord, text: string) {
    const { latestVersion, defaultVersion } = template
    const number =
      text === '$Latest' ? latestVersion : text === '$Default' ? defaultVersion : Number(text)
    const isNumber = Number.isInteger(number) && number >= 1 && number <= VERSIONS_MAX
    const found = isNumber && (await templateVersions.get(versionId(template, number)))
    if (!found) throw new ComputeError('template-version-missing', text.slice(0, 32))
    return found
  }

  async function remove(template: LaunchTemplateRecord): Promise<void> {
    await launchTemplates.update(documentId(template), () => undefined)
    await templateNames.update(`${template.accountId}/${template.name}`, current =>
      current?.templateId === template.id ? undefined : current,
    )
    for await (const { version: number } of versions(template)) {
      await templateVersions.update(versionId(template, number), () => undefined)
    }
  }

  async function* versions(template: LaunchTemplateRecord) {
    const prefix = `${documentId(template)}/`
    for await (const [, record] of templateVersions.list({ prefix })) yield record
  }

  /** The template that holds a name; a claim that a crash left behind holds nothing. */
  async function holderOf(accountId: string, name: string) {
    const claim = await templateNames.get(`${accountId}/${name}`)
    return {
      claim,
      template: claim && (await launchTemplates.get(`${accountId}/${claim.templateId}`)),
    }
  }

  return {
    async create({ accountId, name, tags, ...request }) {
      checkTagCount(tags)
      const { claim, template: holder } = await holderOf(accountId, name)
      if (holder) {
        if (request.clientToken !== '' && holder.clientToken === request.clientToken) return holder
        throw new ComputeError('launch-template-name-taken', name)
      }
      const template: LaunchTemplateRecord = {
        id: newId('lt'),
        accountId,
        name,
        tags,
        clientToken: request.clientToken,
        createdBy: request.createdBy,
        createdAtMs: clock.now(),
        latestVersion: 1,
        defaultVersion: 1,
      }
      await templateNames.update(`${accountId}/${name}`, current => {
        // Only the claim that was just seen to hold nothing may be taken over.
        if (current?.templateId !== claim?.templateId) {
          throw new ComputeError('launch-template-name-taken', name)
        }
        return { templateId: template.id }
      })
      await writeVersion(template, 1, request)
      await launchTemplates.update(documentId(template), () => template)
      return template
    },

    async addVersion(template, request) {
      const latest = await templateVersions.get(versionId(template, template.latestVersion))
      const isRepeat = request.clientToken !== '' && latest?.clientToken === request.clientToken
      if (latest && isRepeat) return latest
      // The number is taken first: two calls at once never write the same version.
      const changed = await launchTemplates.update(documentId(template), current => {
        if (!current) throw new ComputeError('launch-template-missing', template.id)
        if (current.latestVersion >= VERSIONS_MAX) {
          throw new ComputeError('template-versions-exhausted', template.id)
        }
        return { ...current, latestVersion: current.latestVersion + 1 }
      })
      return await writeVersion(template, changed?.latestVersion ?? 1, request)
    },

    find,
    list: (accountId, after) => listOwned(launchTemplates, accountId, after),
    version,
    versions,

    async setDefault(template, text) {
      const { version: defaultVersion } = await version(template, text)
      const changed = await launchTemplates.update(
        documentId(template),
        current => current && { ...current, defaultVersion },
      )
      if (!changed) throw new ComputeError('launch-template-missing', template.id)
      return changed
    },

    async deleteVersion(template, text) {
      const found = await version(template, text)
      if (found.version === template.defaultVersion) {
        throw new ComputeError('template-version-default', text)
      }
      await templateVersions.update(versionId(template, found.version), () => undefined)
      return found
    },

    delete: remove,
  }
}

/** Padded, so that the order of the documents is that of the versions. */
function versionId(template: LaunchTemplateRecord, version: number): string {
  return `${documentId(template)}/${String(version).padStart(9, '0')}`
}
