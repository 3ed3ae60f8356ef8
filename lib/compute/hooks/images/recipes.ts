/** What is in the images that hooks start with, by name. */
export interface ImageRecipe {
  readonly name: string
  /** Debian packages, whose dependencies come with them. */
  readonly packages: readonly string[]
}

/** Every image has it: the shell, the tools and the HTTP client of the agent. */
const basePackages = ['busybox-static']

export const imageRecipes: readonly ImageRecipe[] = [
  { name: 'busybox', packages: [] },
  { name: 'python3', packages: ['python3'] },
  { name: 'imagemagick', packages: ['imagemagick'] },
]

const packageName = /^[a-z0-9][a-z0-9+.-]{1,99}$/
const packageCountMax = 100

/** Throws RangeError for what no package can be called. */
export function recipeOf(name: string, packages: readonly string[]): ImageRecipe {
  const known = imageRecipes.find(recipe => recipe.name === name)?.packages ?? []
  const all = [...new Set([...basePackages, ...known, ...packages])].sort()
  if (all.length > packageCountMax) throw new RangeError(`more than ${packageCountMax} packages`)
  const wrong = all.find(each => !packageName.test(each))
  if (wrong !== undefined) throw new RangeError(`not the name of a package: ${wrong}`)
  return { name, packages: all }
}
