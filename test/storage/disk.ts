import test from 'ava'
import { openTemporary, openTemporaryShared } from '../support/storage/temporary.ts'
import { storageSuite } from './suite.ts'

storageSuite(test, 'disk', openTemporary)
storageSuite(test, 'disk through a port', openTemporaryShared)
