/** What tests of networks make again and again, through the client. */
import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  type Instance,
} from '@aws-sdk/client-ec2'
import type { Ec2Server } from './ec2-server.ts'

export async function makeVpc({ client }: Ec2Server, CidrBlock = '10.0.0.0/16'): Promise<string> {
  return (await client.send(new CreateVpcCommand({ CidrBlock }))).Vpc?.VpcId ?? ''
}

export async function makeSubnet(
  { client }: Ec2Server,
  VpcId: string,
  CidrBlock: string,
): Promise<string> {
  const { Subnet } = await client.send(new CreateSubnetCommand({ VpcId, CidrBlock }))
  return Subnet?.SubnetId ?? ''
}

export async function makeGateway({ client }: Ec2Server, VpcId: string): Promise<string> {
  const { InternetGateway } = await client.send(new CreateInternetGatewayCommand({}))
  const InternetGatewayId = InternetGateway?.InternetGatewayId ?? ''
  await client.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId }))
  return InternetGatewayId
}

/** Without a VPC: in the default one. */
export async function makeGroup(
  { client }: Ec2Server,
  GroupName: string,
  VpcId?: string,
): Promise<string> {
  const command = new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId })
  return (await client.send(command)).GroupId ?? ''
}

export async function describeInstance({ client }: Ec2Server, id: string): Promise<Instance> {
  const command = new DescribeInstancesCommand({ InstanceIds: [id] })
  return (await client.send(command)).Reservations?.[0]?.Instances?.[0] ?? {}
}
