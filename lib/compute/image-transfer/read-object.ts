/** Exactly `length` bytes of an object, fewer only at its end. */
export type ReadObject = (offset: number, length: number) => Promise<Uint8Array>
