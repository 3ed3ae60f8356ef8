/** Terraform with the AWS provider, where the machine has both. */
import { access, writeFile } from 'node:fs/promises'
import {
  type ClientHome,
  type ClientOutput,
  findProgram,
  runClient,
  tryClient,
} from './client-program.ts'

/** Where machines without a way to the registry keep providers. */
const mirrors = [
  '/opt/tf-plugins',
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
]

export interface Terraform {
  /** Gives what it printed; throws when it fails. */
  run(...argv: readonly string[]): Promise<string>
  /** Any exit code. */
  try(...argv: readonly string[]): Promise<ClientOutput>
}

/** `undefined` where the machine lacks it. */
export async function openTerraform(home: ClientHome): Promise<Terraform | undefined> {
  const program = findProgram('terraform')
  const mirror = await findMirror()
  if (program === undefined || mirror === undefined) return undefined
  await writeFile(
    home.path('terraformrc'),
    `provider_installation { filesystem_mirror { path = "${mirror}" } }\n`,
  )
  const options = {
    home,
    timeoutMs: 240_000,
    environment: {
      TF_CLI_CONFIG_FILE: home.path('terraformrc'),
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
      // The endpoints are the provider's own settings here.
      AWS_ENDPOINT_URL: '',
    },
  }
  return {
    run: (...argv) => runClient(program, argv, options),
    try: (...argv) => tryClient(program, argv, options),
  }
}

async function findMirror(): Promise<string | undefined> {
  for (const mirror of mirrors) {
    try {
      await access(`${mirror}/registry.terraform.io/hashicorp/aws`)
      return mirror
    } catch {
      // Not here.
    }
  }
  return undefined
}

/** The provider with no `skip_…` switch; all of its services at one endpoint. */
export function providerConfiguration(endpoint: string): string {
  const services = ['ec2', 'iam', 's3', 'sts'].map(name => `${name} = "${endpoint}"`)
  return `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region            = "us-east-1"
  s3_use_path_style = true
  endpoints {
    ${services.join('\n    ')}
  }
}
`
}
