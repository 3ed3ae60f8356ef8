/** What a block server serves. Methods may be called side by side. */
export interface Export {
  /** May grow. */
  readonly sizeBytes: number
  /** Exactly that many bytes; rejects when they cannot be had. */
  read(offset: number, length: number): Promise<Uint8Array>
  /** The other three are there as well; without it the export is read-only. */
  readonly write?: WritableExport['write']
  readonly writeZeroes?: WritableExport['writeZeroes']
  readonly flush?: WritableExport['flush']
}

/** What resolved survives this process; what is durable or was flushed also a power cut. */
export interface WritableExport extends Export {
  write(offset: number, bytes: Uint8Array, options: DurabilityOptions): Promise<void>
  writeZeroes(offset: number, length: number, options: DurabilityOptions): Promise<void>
  flush(): Promise<void>
}

export interface DurabilityOptions {
  readonly isDurable: boolean
}

export function isWritable(served: Export): served is WritableExport {
  return served.write !== undefined
}
