/** `mallee --help`, made from the table of settings. */
import { readFileSync } from 'node:fs'
import { settingRows } from '../config.ts'

export function helpText(): string {
  const rows = settingRows().map(row => {
    const fallback = row.fallback === '' ? '' : ` [${row.fallback}]`
    return `  ${row.flag.padEnd(26)} ${row.doc}${fallback}\n`
  })
  return `Mallee: an S3-compatible object store that boots the images it keeps.

Usage
  mallee serve [options]            Serve S3, EC2 and STS on one port.
  mallee admin account create NAME --email E [--endpoint URL] [--json]
                                    Make an account on a running server. Signed with the root key
                                    in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
  mallee quota bucket NAME | account ID [--bytes N] [--objects N] [--none] [--endpoint URL]
                                    Show, set or take off what a bucket, or all buckets of an
                                    account together, may hold.
  mallee disks [add DIRECTORY | drain N | keep N | remove N] [--endpoint URL] [--json]
                                    Show the disks of a running server, or change them.
  mallee hypervisors [list | attach NAME --folder DIR --vcpus N --memory MIB | drain NAME |
        keep NAME | detach NAME [--force]] [--endpoint URL] [--json]
                                    Show the hosts that machines run on, or change them.
  mallee jobs [--endpoint URL] [--json]
                                    Show what a running server does in the background.
  mallee hooks create NAME --image AMI --type T --command C [--bucket B] …
  mallee hooks list | show NAME | stats NAME | delete NAME | enable NAME | disable NAME
  mallee hooks invoke NAME [s3://BUCKET/KEY] [--version-id V] [--wait]
  mallee hooks logs NAME [INVOCATION] | invocations NAME [--limit N]
  mallee hooks image build NAME [--packages P,P…] [--bucket B]
                                    Compute hooks: machines that work on new objects. Signed with the
                                    keys of the account whose hooks they are. See docs/hooks.md.
  mallee kms keys|create|rotate|rewrap …
                                    Keys of server-side encryption on a running server.
  mallee scrub [start|status|stop] [--detach] [--endpoint URL] [--json]
                                    Read and check everything on the disks; repair what is bad.
  mallee heal [start|status|stop] [--detach] [--endpoint URL] [--json]
                                    Write what is missing on disks that are new or were away.
  mallee inspect s3://BUCKET/KEY [--version-id V] [--endpoint URL] [--json]
                                    Explain an object: record, blobs, disks, checksums.
  mallee --version | --help

Options of serve
${rows.join('')}  --config FILE              A JSON object with these settings by name, e.g. {"threads": 2}.

Each option can also be given in the environment: --log-level is MALLEE_LOG_LEVEL. A flag wins over
the environment, the environment over the file. MALLEE_ROOT_ACCESS_KEY and MALLEE_ROOT_SECRET_KEY
set the root credentials; without them the first start makes and prints some.

Endpoints beside the protocols
  /_/health/live    200 while the process runs
  /_/health/ready   200 once requests are served
  /_/metrics        Prometheus
`
}

/** As in package.json, which lies two folders up in a checkout and three in the built package. */
export function version(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
      if (typeof manifest === 'object' && manifest && 'version' in manifest)
        return String(manifest.version)
    } catch {
      // Not in this folder: the other layout.
    }
  }
  return 'unknown'
}
