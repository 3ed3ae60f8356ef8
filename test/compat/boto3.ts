/** python3-boto3 of Debian. The steps are in boto3-client.py, where their assertions are. */
import { join } from 'node:path'
import anyTest, { type TestFn } from 'ava'
import { runClient } from '../support/client-program.ts'
import { type CompatContext, withMallee } from '../support/compat.ts'
import { projectDirectory } from '../support/mallee-process.ts'

const test = anyTest as TestFn<CompatContext>
withMallee(test)

const script = join(projectDirectory, 'test', 'compat', 'boto3-client.py')
const steps = {
  multipart: 'a multipart upload has its parts, ranges, metadata and copy',
  listing: 'pages come in the order of bytes, and a bulk deletion takes all',
  presigned: 'presigned PUT and GET work in versions 4 and 2',
  form: 'presigned forms upload what their policy allows, and nothing else',
  versions: 'versions can be read, and a bucket emptied of them removed',
  conditions: 'conditions, tags and errors are those of S3',
}

for (const [step, title] of Object.entries(steps)) {
  test(`boto3: ${title}`, async t => {
    // Debian's own Python: another one in PATH may carry another boto3.
    const output = await runClient('/usr/bin/python3', ['-I', script, step], t.context)
    t.is(output, 'done\n')
  })
}
