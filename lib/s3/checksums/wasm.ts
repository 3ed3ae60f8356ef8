/** WebAssembly as far as the checksums use it. */
import { endianness } from 'node:os'

/** The compiler's library describes it only together with the DOM. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  Instance: new (module: object) => { readonly exports: Kernel }
}

export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer }
  update(...parameters: readonly number[]): void
}

/** Compiles a module of `updateModule`. */
export function compileKernel(module: Uint8Array<ArrayBuffer>): Kernel {
  // WebAssembly's memory is little endian; the typed arrays over it are as the machine is.
  if (endianness() !== 'LE') throw new Error('checksums need a little-endian machine')
  return new WebAssembly.Instance(new WebAssembly.Module(module)).exports
}
