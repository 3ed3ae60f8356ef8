/** A value inside a comma-separated QEMU option: QEMU reads a doubled comma as one. */
export function qemuValue(value: string): string {
  return value.replaceAll(',', ',,')
}
