import type { NetworkErrorCode } from './networks/errors.ts'

/** Every way in which the control plane refuses; each protocol maps these codes to its answers. */
export type ComputeErrorCode =
  | NetworkErrorCode
  | 'address-in-use'
  | 'address-invalid'
  | 'addresses-exhausted'
  | 'attachment-limit-exceeded'
  | 'attachment-missing'
  | 'bucket-missing'
  | 'device-in-use'
  | 'image-invalid'
  | 'image-location-invalid'
  | 'image-location-missing'
  | 'image-missing'
  | 'image-name-taken'
  | 'image-share-limit-exceeded'
  | 'image-unavailable'
  | 'insufficient-capacity'
  | 'insufficient-space'
  | 'key-pair-missing'
  | 'key-pair-name-taken'
  | 'launch-template-missing'
  | 'launch-template-name-missing'
  | 'launch-template-name-taken'
  | 'machine-limit-exceeded'
  | 'machine-missing'
  | 'metric-limit-exceeded'
  | 'machine-not-stopped'
  | 'machine-not-attachable'
  | 'machine-without-volumes'
  | 'machine-type-unknown'
  | 'machine-wrong-state'
  | 'partition-invalid'
  | 'placement-group-in-use'
  | 'placement-group-missing'
  | 'placement-group-name-taken'
  | 'public-key-invalid'
  | 'resource-missing'
  | 'stop-protected'
  | 'screen-missing'
  | 'serial-console-disabled'
  | 'root-volume'
  | 'root-volume-missing'
  | 'snapshot-in-use'
  | 'snapshot-incomplete'
  | 'snapshot-limit-exceeded'
  | 'snapshot-missing'
  | 'tag-limit-exceeded'
  | 'template-version-default'
  | 'template-version-missing'
  | 'template-versions-exhausted'
  | 'termination-protected'
  | 'token-machines-terminated'
  | 'token-mismatch'
  | 'transfer-ended'
  | 'transfer-limit-exceeded'
  | 'transfer-missing'
  | 'too-many-tickets'
  | 'unavailable'
  | 'vcpu-limit-exceeded'
  | 'volume-attached'
  | 'volume-changing'
  | 'volume-detached'
  | 'volume-in-use'
  | 'volume-missing'
  | 'volume-not-ready'
  | 'volume-too-small'

/** A refusal by the control plane. `subject` is what it is about: ids, a name, a state. */
export class ComputeError extends Error {
  override readonly name = 'ComputeError'
  readonly code: ComputeErrorCode
  readonly subject: string

  constructor(code: ComputeErrorCode, subject: string, options?: ErrorOptions) {
    super(`${code}: ${subject}`, options)
    this.code = code
    this.subject = subject
  }
}
