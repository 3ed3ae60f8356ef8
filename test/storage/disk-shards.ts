/** Two shards on eight disks, 5+3: what touches several shards is where the suite can differ. */
import test from 'ava'
import type { Storage } from '../../storage/storage.ts'
import { makeDeployment } from '../support/storage/deployment.ts'
import { bucketTests } from '../support/storage/suite-buckets.ts'
import { modelTests } from '../support/storage/suite-model.ts'

async function openEight(): Promise<Storage> {
  await using opened = new AsyncDisposableStack()
  const deployment = opened.use(await makeDeployment(8))
  const storage = opened.use(await deployment.open())
  const resources = opened.move()
  return { ...storage, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

bucketTests(test, 'eight disks', openEight)
modelTests(test, 'eight disks', openEight)
