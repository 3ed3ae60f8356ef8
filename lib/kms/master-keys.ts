/**
 * Where master keys are: the one contract of the key stores (built-in-keys.ts, vault-keys.ts). A master
 * key never leaves its store; it encrypts and decrypts data keys and other small secrets.
 */

/** As KMS: what one call encrypts at most. */
export const SECRET_BYTES_MAX = 4096

export interface MasterKeys {
  /** Makes the key if it is not there. Ids are made of letters, digits and `-`. */
  create(keyId: string): Promise<void>
  /** From now on a new version encrypts; what older ones encrypted stays readable. */
  rotate(keyId: string): Promise<void>
  /** For ever: what it encrypted is lost. Removing what is not there succeeds. */
  remove(keyId: string): Promise<void>
  /** At most SECRET_BYTES_MAX bytes. The same associated data is needed again to decrypt. */
  encrypt(keyId: string, plain: Uint8Array, associatedData: string): Promise<string>
  /** Throws KmsError `ciphertext-invalid` for what this key did not encrypt with that data. */
  decrypt(keyId: string, ciphertext: string, associatedData: string): Promise<Uint8Array>
  /** Whether the current version encrypted it; if not, a rewrap would change it. */
  isCurrent(keyId: string, ciphertext: string): Promise<boolean>
}
