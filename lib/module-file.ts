/** Files that start as a thread or process of their own: `.ts` in a checkout, `.js` in the package. */

/**
 * @param from import.meta.url of the caller
 * @param name relative path without its ending, e.g. `./worker`
 */
export function moduleFile(from: string, name: string): URL {
  return new URL(`${name}${from.endsWith('.ts') ? '.ts' : '.js'}`, from)
}
