/** A launch by a template: its parameters, and over them those of the request. */
import { Ec2Error } from '../errors.ts'
import type { Ec2Context } from '../operation.ts'
import type {
  LaunchTemplateSpecificationInput,
  RequestLaunchTemplateDataInput,
  RunInstancesRequestInput,
  TagSpecificationInput,
} from '../wire/wire.generated.ts'

/** The template's id or name as a request gives it: exactly one of them. */
export function templateOf(specification: LaunchTemplateSpecificationInput): string {
  const { LaunchTemplateId, LaunchTemplateName } = specification
  if (Boolean(LaunchTemplateId) === Boolean(LaunchTemplateName)) {
    const message = 'Exactly one of LaunchTemplateId and LaunchTemplateName must be given.'
    throw new Ec2Error('InvalidParameterCombination', message)
  }
  return LaunchTemplateId || LaunchTemplateName || ''
}

/** The request whole, with the template and the version that it came to be by named. */
export async function withTemplate(
  { compute, accountId }: Ec2Context,
  request: RunInstancesRequestInput,
): Promise<RunInstancesRequestInput> {
  const { LaunchTemplate } = request
  if (!LaunchTemplate) return request
  const { launchTemplates } = compute
  const template = await launchTemplates.find({ accountId, template: templateOf(LaunchTemplate) })
  const wanted = LaunchTemplate.Version || '$Default'
  const { parameters, version } = await launchTemplates.version(template, wanted)
  // Kept as they were decoded, by the same table that this type belongs to.
  const data = parameters as RequestLaunchTemplateDataInput
  const { RamDiskId, ElasticGpuSpecifications, TagSpecifications, ...rest } = data
  const given = Object.entries(request).filter(([, value]) => value !== undefined)
  return {
    ...rest,
    RamdiskId: RamDiskId,
    ElasticGpuSpecification: ElasticGpuSpecifications,
    ...Object.fromEntries(given),
    TagSpecifications: mergeTags(TagSpecifications ?? [], request.TagSpecifications ?? []),
    LaunchTemplate: { LaunchTemplateId: template.id, Version: String(version) },
  }
}

/** For each kind of resource the tags of both; the request's value where both have the key. */
function mergeTags(
  template: readonly TagSpecificationInput[],
  request: readonly TagSpecificationInput[],
): readonly TagSpecificationInput[] {
  const byType = new Map<string, Map<string, string>>()
  const over = new Set(
    request.flatMap(({ ResourceType, Tags = [] }) =>
      Tags.map(({ Key }) => `${ResourceType}/${Key}`),
    ),
  )
  for (const { ResourceType = '', Tags = [] } of template) {
    const tags = byType.get(ResourceType) ?? new Map<string, string>()
    for (const { Key = '', Value = '' } of Tags) {
      if (!over.has(`${ResourceType}/${Key}`)) tags.set(Key, Value)
    }
    byType.set(ResourceType, tags)
  }
  const own = [...byType].map(([ResourceType, tags]) => ({
    ResourceType,
    Tags: [...tags].map(([Key, Value]) => ({ Key, Value })),
  }))
  return [...own, ...request]
}

/** What AWS adds to the tags of what a template launched. */
export function templateTags({ LaunchTemplate }: RunInstancesRequestInput) {
  const { LaunchTemplateId, Version } = LaunchTemplate ?? {}
  if (!LaunchTemplateId || !Version) return {}
  return { 'aws:ec2launchtemplate:id': LaunchTemplateId, 'aws:ec2launchtemplate:version': Version }
}
