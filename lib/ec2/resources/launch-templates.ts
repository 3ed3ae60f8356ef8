/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html and its kin. */
import { ComputeError } from '../../compute/errors.ts'
import type {
  LaunchParameters,
  LaunchTemplateRecord,
  TemplateVersionRecord,
  VersionRequest,
} from '../../compute/launch-templates.ts'
import { toEc2Error } from '../compute-errors.ts'
import { Ec2Error } from '../errors.ts'
import { compileFilters, type FilterTable } from '../filters.ts'
import { checkIds, launchTemplateIdKind } from '../identifiers.ts'
import { type Listing, listItems } from '../listing.ts'
import { defineOperation, type Ec2Context } from '../operation.ts'
import { tagsFor, toTagSet } from '../tag-sets.ts'
import type {
  CreateLaunchTemplateVersionRequestInput,
  DescribeLaunchTemplatesRequestInput,
  LaunchTemplateOutput,
  LaunchTemplateVersionOutput,
  RequestLaunchTemplateDataInput,
  ResponseLaunchTemplateDataOutput,
} from '../wire/wire.generated.ts'
import { userDataOf } from './launch-parameters.ts'
import { templateOf } from './launch-template-merge.ts'

export const createLaunchTemplate = defineOperation({
  name: 'CreateLaunchTemplate',
  requires: ['LaunchTemplateName', 'LaunchTemplateData'],
  refuses: ['Operator'],
  async run(context, input) {
    const { LaunchTemplateName: name = '', TagSpecifications } = input
    if (!/^[A-Za-z0-9()./_-]{3,128}$/.test(name)) {
      const message =
        'A launch template name must be between 3 and 128 characters of A-Z a-z 0-9 ()./-_'
      throw new Ec2Error('InvalidLaunchTemplateName.MalformedException', message)
    }
    const template = await context.compute.launchTemplates.create({
      ...versionRequest(context, input),
      accountId: context.accountId,
      name,
      tags: tagsFor('launch-template', TagSpecifications),
    })
    return { LaunchTemplate: toTemplate(template) }
  },
})

function versionRequest(
  { accountId }: Ec2Context,
  input: Pick<
    CreateLaunchTemplateVersionRequestInput,
    'LaunchTemplateData' | 'VersionDescription' | 'ClientToken'
  >,
): VersionRequest {
  const { LaunchTemplateData = {}, VersionDescription = '', ClientToken = '' } = input
  if (LaunchTemplateData.UserData !== undefined) userDataOf(LaunchTemplateData.UserData)
  if (VersionDescription.length > 255) {
    throw new Ec2Error('InvalidParameterValue', 'VersionDescription has over 255 characters')
  }
  return {
    description: VersionDescription,
    parameters: toParameters(LaunchTemplateData),
    clientToken: ClientToken.slice(0, 128),
    createdBy: `arn:aws:iam::${accountId}:root`,
  }
}

/** Plain JSON: dates become their text, and what is undefined goes. */
function toParameters(data: RequestLaunchTemplateDataInput): LaunchParameters {
  // What comes out of JSON is JSON.
  return JSON.parse(JSON.stringify(data)) as LaunchParameters
}

export const createLaunchTemplateVersion = defineOperation({
  name: 'CreateLaunchTemplateVersion',
  requires: ['LaunchTemplateData'],
  refuses: ['ResolveAlias'],
  async run(context, input) {
    const { launchTemplates } = context.compute
    const template = await find(context, input)
    const request = versionRequest(context, input)
    const source = input.SourceVersion
      ? (await launchTemplates.version(template, input.SourceVersion)).parameters
      : {}
    const parameters = { ...source, ...request.parameters }
    const version = await launchTemplates.addVersion(template, { ...request, parameters })
    return { LaunchTemplateVersion: toVersion(template, version) }
  },
})

interface TemplateReference {
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
}

function find({ compute, accountId }: Ec2Context, reference: TemplateReference) {
  if (reference.LaunchTemplateId) checkIds(launchTemplateIdKind, [reference.LaunchTemplateId])
  return compute.launchTemplates.find({ accountId, template: templateOf(reference) })
}

export const modifyLaunchTemplate = defineOperation({
  name: 'ModifyLaunchTemplate',
  requires: ['DefaultVersion'],
  async run(context, input) {
    const template = await find(context, input)
    const { launchTemplates } = context.compute
    const changed = await launchTemplates.setDefault(template, input.DefaultVersion ?? '')
    return { LaunchTemplate: toTemplate(changed) }
  },
})

export const deleteLaunchTemplate = defineOperation({
  name: 'DeleteLaunchTemplate',
  async run(context, input) {
    const template = await find(context, input)
    await context.compute.launchTemplates.delete(template)
    return { LaunchTemplate: toTemplate(template) }
  },
})

export const deleteLaunchTemplateVersions = defineOperation({
  name: 'DeleteLaunchTemplateVersions',
  requires: ['Versions'],
  async run(context, input) {
    const template = await find(context, input)
    const named = { LaunchTemplateId: template.id, LaunchTemplateName: template.name }
    const deleted = []
    const kept = []
    for (const text of input.Versions ?? []) {
      try {
        const { version } = await context.compute.launchTemplates.deleteVersion(template, text)
        deleted.push({ ...named, VersionNumber: version })
      } catch (error) {
        if (!(error instanceof ComputeError)) throw error
        const isMissing = error.code === 'template-version-missing'
        const Code = isMissing ? 'launchTemplateVersionDoesNotExist' : 'unexpectedError'
        const ResponseError = { Code, Message: toEc2Error(error).message }
        kept.push({ ...named, VersionNumber: Number(text) || 0, ResponseError })
      }
    }
    return {
      SuccessfullyDeletedLaunchTemplateVersions: deleted,
      UnsuccessfullyDeletedLaunchTemplateVersions: kept,
    }
  },
})

const templateListing: Listing<DescribeLaunchTemplatesRequestInput, LaunchTemplateOutput> = {
  name: 'DescribeLaunchTemplates',
  pageSize: { min: 1, max: 200 },
  byId: {
    kind: launchTemplateIdKind,
    idsOf: input => input.LaunchTemplateIds,
    async find({ compute, accountId }, id) {
      return toTemplate(await compute.launchTemplates.find({ accountId, template: id }))
    },
  },
  filters: {
    'create-time': template => template.CreateTime?.toISOString(),
    'launch-template-name': template => template.LaunchTemplateName,
  },
  tagsOf: template => template.Tags ?? [],
  async *list({ compute, accountId }, after) {
    for await (const template of compute.launchTemplates.list(accountId, after)) {
      yield toTemplate(template)
    }
  },
  positionOf: template => template.LaunchTemplateId ?? '',
}

export const describeLaunchTemplates = defineOperation({
  name: 'DescribeLaunchTemplates',
  async run(context, input) {
    const { compute, accountId } = context
    const names = input.LaunchTemplateNames ?? []
    const named = await Promise.all(
      names.map(template => compute.launchTemplates.find({ accountId, template })),
    )
    const LaunchTemplateIds = [...(input.LaunchTemplateIds ?? []), ...named.map(({ id }) => id)]
    const { items, NextToken } = await listItems(templateListing, context, {
      ...input,
      LaunchTemplateIds,
    })
    return { LaunchTemplates: items, NextToken }
  },
})

const versionFilters: FilterTable<LaunchTemplateVersionOutput> = {
  'create-time': version => version.CreateTime?.toISOString(),
  'ebs-optimized': version => String(version.LaunchTemplateData?.EbsOptimized ?? false),
  'http-endpoint': version => version.LaunchTemplateData?.MetadataOptions?.HttpEndpoint,
  'http-tokens': version => version.LaunchTemplateData?.MetadataOptions?.HttpTokens,
  'image-id': version => version.LaunchTemplateData?.ImageId,
  'instance-type': version => version.LaunchTemplateData?.InstanceType,
  'is-default-version': version => String(version.DefaultVersion),
  'kernel-id': version => version.LaunchTemplateData?.KernelId,
  'ram-disk-id': version => version.LaunchTemplateData?.RamDiskId,
}

/** Differs from EC2: all versions come in one answer, as a template has some ten thousand at most. */
export const describeLaunchTemplateVersions = defineOperation({
  name: 'DescribeLaunchTemplateVersions',
  refuses: ['ResolveAlias'],
  async run(context, input) {
    const isWanted = compileFilters({ filters: versionFilters }, input.Filters)
    const found: LaunchTemplateVersionOutput[] = []
    for (const template of await templatesAsked(context, input)) {
      for await (const version of versionsAsked(context, template, input)) {
        found.push(toVersion(template, version))
      }
    }
    return { LaunchTemplateVersions: found.filter(isWanted) }
  },
})

interface VersionsAsked extends TemplateReference {
  readonly Versions?: readonly string[] | undefined
  readonly MinVersion?: string | undefined
  readonly MaxVersion?: string | undefined
}

/** Without a template named, the latest or the default one of each can be asked for. */
async function templatesAsked(
  context: Ec2Context,
  input: VersionsAsked,
): Promise<readonly LaunchTemplateRecord[]> {
  if (input.LaunchTemplateId || input.LaunchTemplateName) return [await find(context, input)]
  const versions = input.Versions ?? []
  if (versions.length === 0 || versions.some(text => !/^\$(?:Latest|Default)$/.test(text))) {
    const message = 'Without a launch template only the versions $Latest and $Default can be named.'
    throw new Ec2Error('InvalidParameterCombination', message)
  }
  return Array.fromAsync(context.compute.launchTemplates.list(context.accountId))
}

async function* versionsAsked(
  { compute }: Ec2Context,
  template: LaunchTemplateRecord,
  { Versions = [], MinVersion, MaxVersion }: VersionsAsked,
): AsyncIterable<TemplateVersionRecord> {
  const { launchTemplates } = compute
  if (Versions.length > 0) {
    for (const text of new Set(Versions)) yield await launchTemplates.version(template, text)
    return
  }
  const [min, max] = [Number(MinVersion ?? 1), Number(MaxVersion ?? Number.POSITIVE_INFINITY)]
  const newestFirst = (await Array.fromAsync(launchTemplates.versions(template))).reverse()
  for (const version of newestFirst) {
    if (version.version >= min && version.version <= max) yield version
  }
}

function toTemplate(template: LaunchTemplateRecord): LaunchTemplateOutput {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    CreateTime: new Date(template.createdAtMs),
    CreatedBy: template.createdBy,
    DefaultVersionNumber: template.defaultVersion,
    LatestVersionNumber: template.latestVersion,
    Tags: toTagSet(template.tags),
  }
}

function toVersion(
  template: LaunchTemplateRecord,
  version: TemplateVersionRecord,
): LaunchTemplateVersionOutput {
  const { description } = version
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    VersionNumber: version.version,
    VersionDescription: description === '' ? undefined : description,
    CreateTime: new Date(version.createdAtMs),
    CreatedBy: version.createdBy,
    DefaultVersion: version.version === template.defaultVersion,
    // The members of a request and of an answer have the same names.
    LaunchTemplateData: version.parameters as ResponseLaunchTemplateDataOutput,
  }
}
