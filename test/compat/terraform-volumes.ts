/**
 * Terraform's volumes, attachments, snapshots and images over a scripted hypervisor: no `skip_…`
 * switch is set, so the provider asks what it asks of AWS.
 */
import { writeFile } from 'node:fs/promises'
import {
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { createClientHome } from '../support/client-program.ts'
import { startEc2 } from '../support/ec2-server.ts'
import { openTerraform, providerConfiguration } from '../support/terraform.ts'

interface Settings {
  readonly endpoint: string
  readonly imageId: string
  readonly dataGib: number
  readonly rootGib: number
}

const configuration = ({ endpoint, imageId, dataGib, rootGib }: Settings) => `
${providerConfiguration(endpoint)}
resource "aws_instance" "web" {
  ami           = "${imageId}"
  instance_type = "t3.nano"
  root_block_device {
    volume_size = ${rootGib}
    volume_type = "gp3"
    tags        = { use = "system" }
  }
}
resource "aws_ebs_volume" "data" {
  availability_zone = "us-east-1a"
  size              = ${dataGib}
  type              = "gp3"
  iops              = 3000
  throughput        = 125
  tags              = { use = "data" }
}
resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdf"
  instance_id = aws_instance.web.id
  volume_id   = aws_ebs_volume.data.id
}
resource "aws_ebs_snapshot" "data" {
  volume_id   = aws_ebs_volume.data.id
  description = "of the data"
  tags        = { use = "backup" }
}
resource "aws_ebs_snapshot_copy" "data" {
  source_snapshot_id = aws_ebs_snapshot.data.id
  source_region      = "us-east-1"
}
resource "aws_ebs_volume" "copy" {
  availability_zone = "us-east-1a"
  snapshot_id       = aws_ebs_snapshot_copy.data.id
}
resource "aws_ami" "data" {
  name                = "of-a-snapshot"
  root_device_name    = "/dev/xvda"
  virtualization_type = "hvm"
  ena_support         = true
  ebs_block_device {
    device_name = "/dev/xvda"
    snapshot_id = aws_ebs_snapshot.data.id
    volume_size = 4
  }
}
resource "aws_ami_from_instance" "web" {
  name               = "of-an-instance"
  source_instance_id = aws_instance.web.id
  depends_on         = [aws_volume_attachment.data]
}
`

test('Terraform: volumes are made, attached, grown, snapshotted and removed; a second plan is empty', async t => {
  t.timeout(900_000)
  await using ec2 = await startEc2()
  const credentials = { ...ec2.key }
  await using home = await createClientHome({ endpoint: ec2.endpoint, credentials })
  const terraform = await openTerraform(home)
  if (terraform === undefined) {
    t.log('skipped: this machine has no terraform with a mirror of the AWS provider')
    t.pass()
    return
  }
  const settings = {
    endpoint: ec2.endpoint,
    imageId: await ec2.registerImage(),
    dataGib: 2,
    rootGib: 3,
  }
  const write = (changed: Partial<Settings>) =>
    writeFile(home.path('main.tf'), configuration({ ...settings, ...changed }))
  const plan = () => terraform.try('plan', '-detailed-exitcode', '-no-color')
  await write({})
  await terraform.run('init', '-no-color')
  await terraform.run('apply', '-auto-approve', '-no-color')
  const first = await plan()
  t.is(first.code, 0, first.stdout + first.stderr)

  const find = async (use: string) => {
    const Filters = [{ Name: 'tag:use', Values: [use] }]
    return (await ec2.client.send(new DescribeVolumesCommand({ Filters }))).Volumes?.[0]
  }
  t.like(await find('data'), { Size: 2, State: 'in-use' })
  t.like(await find('system'), { Size: 3, VolumeType: 'gp3' })

  await write({ dataGib: 4, rootGib: 5 })
  await terraform.run('apply', '-auto-approve', '-no-color')
  const second = await plan()
  t.is(second.code, 0, second.stdout + second.stderr)
  t.like(await find('data'), { Size: 4, State: 'in-use' })
  t.like(await find('system'), { Size: 5 })

  await terraform.run('destroy', '-auto-approve', '-no-color')
  t.deepEqual((await ec2.client.send(new DescribeVolumesCommand({}))).Volumes, [])
  t.deepEqual((await ec2.client.send(new DescribeSnapshotsCommand({}))).Snapshots, [])
  const { Images } = await ec2.client.send(new DescribeImagesCommand({}))
  t.deepEqual(
    Images?.map(image => image.ImageId),
    [settings.imageId],
  )
})
