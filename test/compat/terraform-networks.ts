/** Terraform's resources of networks over a hypervisor without guests. */
import { writeFile } from 'node:fs/promises'
import {
  DescribeAddressesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2'
import test from 'ava'
import { createClientHome } from '../support/client-program.ts'
import { startEc2 } from '../support/ec2-server.ts'
import { openTerraform, providerConfiguration } from '../support/terraform.ts'

const networks = `
variable "ssh_from" { default = "10.0.0.0/8" }
variable "public" { default = true }
data "aws_vpc" "default" { default = true }
data "aws_subnets" "default" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.default.id]
  }
}
data "aws_subnet" "default" { id = data.aws_subnets.default.ids[0] }
data "aws_security_group" "default" {
  name   = "default"
  vpc_id = data.aws_vpc.default.id
}
data "aws_availability_zones" "all" { state = "available" }

resource "aws_vpc" "lab" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = var.public
  tags                 = { Name = "lab" }
}
resource "aws_subnet" "front" {
  vpc_id                  = aws_vpc.lab.id
  cidr_block              = "10.20.1.0/24"
  availability_zone       = data.aws_availability_zones.all.names[0]
  map_public_ip_on_launch = var.public
  tags                    = { Name = "front" }
}
resource "aws_internet_gateway" "lab" {
  vpc_id = aws_vpc.lab.id
  tags   = { Name = "lab" }
}
resource "aws_route_table" "front" {
  vpc_id = aws_vpc.lab.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.lab.id
  }
}
resource "aws_route" "other" {
  route_table_id         = aws_vpc.lab.main_route_table_id
  destination_cidr_block = "192.168.0.0/16"
  gateway_id             = aws_internet_gateway.lab.id
}
resource "aws_route_table_association" "front" {
  subnet_id      = aws_subnet.front.id
  route_table_id = aws_route_table.front.id
}
resource "aws_security_group" "web" {
  name        = "web"
  description = "web servers"
  vpc_id      = aws_vpc.lab.id
  ingress {
    description = "ssh"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.ssh_from]
  }
  ingress {
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
    self             = true
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
  tags = { team = "web" }
}
resource "aws_security_group" "data" {
  name   = "data"
  vpc_id = aws_vpc.lab.id
}
resource "aws_vpc_security_group_ingress_rule" "data" {
  security_group_id            = aws_security_group.data.id
  referenced_security_group_id = aws_security_group.web.id
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
  description                  = var.public ? "from web" : "from the web servers"
  tags                         = { kind = "sql" }
}
resource "aws_vpc_security_group_egress_rule" "data" {
  security_group_id = aws_security_group.data.id
  cidr_ipv4         = var.ssh_from
  ip_protocol       = "-1"
}
resource "aws_security_group_rule" "ping" {
  type              = "ingress"
  security_group_id = aws_security_group.data.id
  protocol          = "icmp"
  from_port         = 8
  to_port           = -1
  cidr_blocks       = ["10.20.0.0/16"]
}
resource "aws_network_interface" "front" {
  subnet_id       = aws_subnet.front.id
  private_ips     = ["10.20.1.50"]
  security_groups = var.public ? [aws_security_group.web.id] : [aws_security_group.data.id]
  description     = "front door"
}
resource "aws_eip" "front" {
  domain     = "vpc"
  tags       = { Name = "front" }
  depends_on = [aws_internet_gateway.lab]
}
resource "aws_eip_association" "front" {
  allocation_id        = aws_eip.front.id
  network_interface_id = aws_network_interface.front.id
}
resource "aws_eip" "attached" {
  network_interface = aws_network_interface.second.id
  depends_on        = [aws_internet_gateway.lab]
}
resource "aws_network_interface" "second" {
  subnet_id = aws_subnet.front.id
}
resource "aws_default_security_group" "lab" {
  vpc_id = aws_vpc.lab.id
}
resource "aws_default_vpc" "mine" {
  tags = { Name = "default" }
}
resource "aws_default_subnet" "mine" {
  availability_zone = "us-east-1a"
}
output "vpc" { value = data.aws_vpc.default.id }
`

test('Terraform: networks are made, a second plan is empty, changes are in place, destroy removes all', async t => {
  t.timeout(900_000)
  await using ec2 = await startEc2()
  await using home = await createClientHome({ endpoint: ec2.endpoint, credentials: ec2.key })
  const terraform = await openTerraform(home)
  if (!terraform) {
    t.log('skipped: this machine has no terraform with a mirror of the AWS provider')
    t.pass()
    return
  }
  await writeFile(home.path('main.tf'), providerConfiguration(ec2.endpoint) + networks)
  await terraform.run('init', '-no-color')
  await terraform.run('apply', '-auto-approve', '-no-color')
  const plan = await terraform.try('plan', '-detailed-exitcode', '-no-color')
  t.is(plan.code, 0, plan.stdout + plan.stderr)
  t.regex(await terraform.run('output', '-raw', 'vpc'), /^vpc-/)

  const changes = ['-var', 'ssh_from=10.1.0.0/16', '-var', 'public=false']
  const changed = await terraform.run('apply', '-auto-approve', '-no-color', ...changes)
  t.regex(changed, /Resources: 0 added, [1-9]\d* changed, 0 destroyed/)

  await terraform.run('destroy', '-auto-approve', '-no-color')
  const { client } = ec2
  t.is((await client.send(new DescribeVpcsCommand({}))).Vpcs?.length, 1)
  t.is((await client.send(new DescribeSubnetsCommand({}))).Subnets?.length, 1)
  t.is((await client.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups?.length, 1)
  t.deepEqual((await client.send(new DescribeAddressesCommand({}))).Addresses, [])
})
