/** GF(2^8) by the polynomial x^8 + x^4 + x^3 + x^2 + 1, in which 2 generates all but 0. */

const POLYNOMIAL = 0x11d
const ORDER = 255

export interface Field {
  multiply(a: number, b: number): number
  /** Of all but 0. */
  invert(a: number): number
}

export function createField(): Field {
  const powers = new Uint8Array(ORDER)
  const logarithms = new Uint8Array(ORDER + 1)
  for (let exponent = 0, value = 1; exponent < ORDER; exponent++) {
    powers[exponent] = value
    logarithms[value] = exponent
    value = (value << 1) ^ (value & 0x80 ? POLYNOMIAL : 0)
  }
  const power = (exponent: number) => powers[exponent % ORDER] ?? 0
  const logarithm = (value: number) => logarithms[value] ?? 0
  return {
    multiply: (a, b) => (a === 0 || b === 0 ? 0 : power(logarithm(a) + logarithm(b))),
    invert: a => power(ORDER - logarithm(a)),
  }
}
