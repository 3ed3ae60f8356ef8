/**
 * The metadata service of one machine (IMDSv1 and v2) as a listener of plain HTTP. Who asks is not
 * a question here: whoever connects the listener to a guest's network names the machine.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { MetadataHandler } from '../hypervisor.ts'
import { createNetworkView } from '../networks/network-view.ts'
import { type ComputeRecords, documentId, findMachine, type MachineRecord } from '../records.ts'
import { isValidToken, makeToken, tokenSecondsMax, tokenSecondsMin } from './tokens.ts'
import { type Folder, isLeaf, type Leaf, listedName, metadataTree } from './tree.ts'

export interface MetadataServiceOptions {
  readonly records: ComputeRecords
  readonly region: string
  readonly clock: Clock
  readonly log: Logger
}

interface Answer {
  readonly status: number
  readonly body: Leaf
  readonly headers?: Readonly<Record<string, string>>
}

const TOKEN_PATH = '/latest/api/token'
const TOKEN_HEADER = 'x-aws-ec2-metadata-token'
const TTL_HEADER = 'x-aws-ec2-metadata-token-ttl-seconds'

/** Those that cloud-init asks for; any other date is as good. */
const VERSIONS = ['1.0', '2009-04-04', '2016-09-02', '2018-09-24', '2021-03-23', 'latest']
const VERSION = /^(?:1\.0|\d{4}-\d{2}-\d{2}|latest)$/

export function createMetadataService(options: MetadataServiceOptions): MetadataHandler {
  const { records, region, clock, log } = options

  /** Read only for those who ask for it: everybody else needs no more than that it is there. */
  async function userDataOf(machine: MachineRecord, path: string) {
    if (!machine.hasUserData) return undefined
    if (!path.includes('user-data')) return ''
    const stored = await records.userData.get(documentId(machine))
    return stored && Buffer.from(stored.base64, 'base64')
  }

  async function answer(machineId: string, request: IncomingMessage): Promise<Answer> {
    // A request that came through a proxy is not the guest's own.
    if (request.headers['x-forwarded-for'] !== undefined) return refuse(403)
    const machine = await findMachine(records, machineId)
    const isThere = machine !== undefined && machine.state !== 'terminated'
    if (!isThere || !machine.metadataOptions.isEnabled) return refuse(403)
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    if (path === TOKEN_PATH) return issueToken(machine, request, clock.now())
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
    if (!mayRead(machine, request, clock.now())) return refuse(401)
    const userData = await userDataOf(machine, path)
    const network = await createNetworkView(records.networks, machine.accountId).get(
      machine.interfaceId,
    )
    // Its interface went just before it does.
    if (!network) return refuse(403)
    return lookUp(path, metadataTree({ machine, network, userData, region }), machine.keyName)
  }

  return (machineId): RequestListener =>
    async (request, response) => {
      // Bodies mean nothing here, and unread ones must not hold the connection up.
      request.resume()
      try {
        send(request, response, await answer(machineId, request))
      } catch (error) {
        log.error({ err: error, machineId }, 'the metadata service failed')
        if (response.headersSent) response.destroy()
        else send(request, response, refuse(500))
      }
    }
}

function issueToken(machine: MachineRecord, request: IncomingMessage, nowMs: number): Answer {
  if (request.method !== 'PUT') return { ...refuse(405), headers: { allow: 'OPTIONS, PUT' } }
  const ttl = request.headers[TTL_HEADER]
  if (typeof ttl !== 'string' || !/^\d{1,5}$/.test(ttl)) return refuse(400)
  const seconds = Number(ttl)
  if (seconds < tokenSecondsMin || seconds > tokenSecondsMax) return refuse(400)
  const token = makeToken(machine.metadataSecret, nowMs, seconds)
  return { status: 200, body: token, headers: { [TTL_HEADER]: String(seconds) } }
}

/** A token that is there must hold, also where none is needed. */
function mayRead(machine: MachineRecord, request: IncomingMessage, nowMs: number): boolean {
  const token = request.headers[TOKEN_HEADER]
  if (token === undefined) return !machine.metadataOptions.isTokenRequired
  return typeof token === 'string' && isValidToken(machine.metadataSecret, nowMs, token)
}

function lookUp(path: string, tree: Folder, keyName: string): Answer {
  const [version, ...steps] = path.split('/').filter(step => step !== '')
  if (version === undefined) return { status: 200, body: VERSIONS.join('\n') }
  if (!VERSION.test(version)) return refuse(404)
  let node: Leaf | Folder = tree
  for (const step of steps) {
    const child: Leaf | Folder | undefined =
      !isLeaf(node) && Object.hasOwn(node, decodeStep(step)) ? node[decodeStep(step)] : undefined
    if (child === undefined) return refuse(404)
    node = child
  }
  return { status: 200, body: isLeaf(node) ? node : listFolder(steps, node, keyName) }
}

function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    // Not an encoding: taken as it is, and found nowhere.
    return step
  }
}

function listFolder(path: readonly string[], folder: Folder, keyName: string): string {
  const names: string[] = []
  for (const [name, child] of Object.entries(folder)) {
    if (child === undefined) continue
    names.push(listedName(path, name, child, keyName))
  }
  return names.join('\n')
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
}

function refuse(status: number): Answer {
  return { status, body: `${status} - ${titles[status] ?? ''}\n` }
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'content-type': typeof answer.body === 'string' ? 'text/plain' : 'application/octet-stream',
    'content-length': Buffer.byteLength(answer.body),
    server: 'EC2ws',
    ...answer.headers,
  })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}
