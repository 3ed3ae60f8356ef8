/** Which store keeps the master keys: plain data, so that every thread can open it for itself. */
import type { Storage } from '../../storage/storage.ts'
import type { RandomBytes } from '../auth/secret-box.ts'
import type { Clock } from '../clock.ts'
import { createBuiltInKeys } from './built-in-keys.ts'
import type { MasterKeys } from './master-keys.ts'
import { createVaultKeys, type VaultSettings } from './vault-keys.ts'

export type KeySource =
  | { readonly kind: 'built-in'; readonly rootKey: Uint8Array }
  | { readonly kind: 'vault'; readonly vault: VaultSettings }

export function openMasterKeys(
  source: KeySource,
  options: { readonly storage: Storage; readonly clock: Clock; readonly random: RandomBytes },
): MasterKeys {
  switch (source.kind) {
    case 'built-in':
      return createBuiltInKeys({ ...options, rootKey: source.rootKey })
    case 'vault':
      return createVaultKeys(source.vault)
  }
}
