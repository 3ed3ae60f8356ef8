/** Terraform's resources of machines over a hypervisor without guests. */
import { writeFile } from 'node:fs/promises'
import { DescribeInstancesCommand, DescribeLaunchTemplatesCommand } from '@aws-sdk/client-ec2'
import test from 'ava'
import { createClientHome, runClient } from '../support/client-program.ts'
import { startEc2 } from '../support/ec2-server.ts'
import { openTerraform, providerConfiguration } from '../support/terraform.ts'

const machines = (publicKey: string) => `
variable "size" { default = "t3.small" }
variable "name" { default = "first" }
variable "greeting" { default = "hello" }
data "aws_ami" "debian" {
  owners      = ["self"]
  most_recent = true
  filter {
    name   = "name"
    values = ["debian-*"]
  }
}
data "aws_ec2_instance_type" "small" { instance_type = "t3.small" }
resource "aws_key_pair" "me" {
  key_name   = "terraform"
  public_key = "${publicKey}"
}
resource "aws_placement_group" "apart" {
  name     = "apart"
  strategy = "spread"
  tags     = { Name = "apart" }
}
resource "aws_security_group" "web" {
  name = "web"
}
resource "aws_instance" "web" {
  ami                     = data.aws_ami.debian.id
  instance_type           = var.size
  key_name                = aws_key_pair.me.key_name
  placement_group         = aws_placement_group.apart.name
  user_data               = "#!/bin/sh\\necho \${var.greeting}\\n"
  disable_api_termination = true
  vpc_security_group_ids  = var.name == "first" ? null : [aws_security_group.web.id]
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }
  tags = { Name = var.name }
}
resource "aws_launch_template" "worker" {
  name                   = "worker"
  image_id               = data.aws_ami.debian.id
  instance_type          = "t3.nano"
  update_default_version = true
  metadata_options {
    http_tokens = "required"
  }
}
resource "aws_instance" "worker" {
  launch_template {
    id      = aws_launch_template.worker.id
    version = "1"
  }
}
data "aws_instance" "web" { instance_id = aws_instance.web.id }
data "aws_instances" "all" {
  instance_state_names = ["running"]
  depends_on           = [aws_instance.web, aws_instance.worker]
}
output "memory" { value = data.aws_ec2_instance_type.small.memory_size }
output "web" { value = data.aws_instance.web.id }
`

test('Terraform: machines are made, a second plan is empty, changes are in place, destroy ends all', async t => {
  t.timeout(900_000)
  await using ec2 = await startEc2()
  await using home = await createClientHome({ endpoint: ec2.endpoint, credentials: ec2.key })
  const terraform = await openTerraform(home)
  if (!terraform) {
    t.log('skipped: this machine has no terraform with a mirror of the AWS provider')
    t.pass()
    return
  }
  const makeKey = ['-q', '-t', 'ed25519', '-N', '', '-C', 'me', '-f', home.path('key')]
  await runClient('ssh-keygen', makeKey, { home })
  const publicKey = (await runClient('cat', [home.path('key.pub')], { home })).trim()
  await ec2.registerImage('debian-12')
  const configuration = providerConfiguration(ec2.endpoint) + machines(publicKey)
  await writeFile(home.path('main.tf'), configuration)
  await terraform.run('init', '-no-color')
  await terraform.run('apply', '-auto-approve', '-no-color')
  const plan = await terraform.try('plan', '-detailed-exitcode', '-no-color')
  t.is(plan.code, 0, plan.stdout + plan.stderr)
  t.is(await terraform.run('output', '-raw', 'memory'), '2048')
  const web = await terraform.run('output', '-raw', 'web')

  const values = { size: 't3.large', name: 'second', greeting: 'good day' }
  const changes = Object.entries(values).flatMap(([name, value]) => ['-var', `${name}=${value}`])
  const changed = await terraform.run('apply', '-auto-approve', '-no-color', ...changes)
  t.regex(changed, /Resources: 0 added, [1-9]\d* changed, 0 destroyed/)
  const describe = new DescribeInstancesCommand({ InstanceIds: [web] })
  const [instance] = (await ec2.client.send(describe)).Reservations?.[0]?.Instances ?? []
  t.like(instance, { InstanceType: 't3.large', State: { Name: 'running' } })
  t.is(instance?.Tags?.find(({ Key }) => Key === 'Name')?.Value, 'second')
  t.is(ec2.hypervisor.specs.get(web)?.memoryBytes, 8 * 2 ** 30)

  await terraform.run('destroy', '-auto-approve', '-no-color')
  await ec2.compute().settled()
  t.deepEqual(ec2.hypervisor.runningIds(), [])
  const templates = await ec2.client.send(new DescribeLaunchTemplatesCommand({}))
  t.deepEqual(templates.LaunchTemplates ?? [], [])
})
