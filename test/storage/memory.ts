import test from 'ava'
import { openMemoryStorage } from '../../storage/open.ts'
import { clock } from '../support/storage/samples.ts'
import { storageSuite } from './suite.ts'

storageSuite(test, 'memory', () => openMemoryStorage({ clock }))
storageSuite(test, 'memory in 3 shards', () => openMemoryStorage({ clock, shardCount: 3 }), {
  hasOneShard: false,
})
