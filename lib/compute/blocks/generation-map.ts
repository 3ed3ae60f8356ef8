/**
 * Which generation of each block a volume shows, at one generation or now. Read from listings in
 * pages, of which all volumes together keep so many: memory depends neither on their sizes nor on
 * their number.
 */
import type { BlockObjects } from './block-objects.ts'

const PAGE_BLOCKS = 256
const LISTING_ENTRIES_MAX = 512
const ZERO_FLAG = 2 ** 31

export interface ShownBlock {
  readonly generation: number
  readonly isZero: boolean
}

interface Page {
  readonly number: number
  readonly map: GenerationMap
  /** For each block 0, or its generation + 1, with ZERO_FLAG added where it is all zero. */
  readonly entries: Promise<Uint32Array>
}

/** The pages of all maps, the most recently used last. */
export class PageMemory {
  readonly #pages = new Set<Page>()
  readonly #pageCountMax: number

  /** A page takes 1 KiB and some 300 bytes around it. */
  constructor(pageCountMax = 2048) {
    this.#pageCountMax = pageCountMax
  }

  use(page: Page): void {
    this.#pages.delete(page)
    this.#pages.add(page)
    if (this.#pages.size <= this.#pageCountMax) return
    const [oldest] = this.#pages
    if (oldest !== undefined) oldest.map.forget(oldest.number)
  }

  remove(page: Page): void {
    this.#pages.delete(page)
  }
}

export class GenerationMap {
  readonly #objects: BlockObjects
  readonly #generationMax: number
  readonly #memory: PageMemory
  readonly #pages = new Map<number, Page>()
  /** There is no block from here on. */
  #emptyFrom = Number.POSITIVE_INFINITY
  #setFrom = 0

  /** `generationMax`: later ones are not seen; infinite for what the volume holds now. */
  constructor(objects: BlockObjects, generationMax: number, memory: PageMemory) {
    this.#objects = objects
    this.#generationMax = generationMax
    this.#memory = memory
  }

  async get(index: number): Promise<ShownBlock | undefined> {
    if (index >= this.#emptyFrom) return undefined
    const entries = await this.#page(Math.floor(index / PAGE_BLOCKS)).entries
    return decode(entries[index % PAGE_BLOCKS] ?? 0)
  }

  /** There is no block from here on; infinite while that is not known. */
  get emptyFrom(): number {
    return this.#emptyFrom
  }

  /**
   * To be called when the object is there, and before anything that relies on it: from then on
   * whoever asks sees it, also where a listing that began earlier has not ended yet.
   */
  async set(index: number, block: ShownBlock): Promise<void> {
    this.#setFrom = Math.max(this.#setFrom, index + 1)
    this.#emptyFrom = Math.max(this.#emptyFrom, index + 1)
    const entries = await this.#pages.get(Math.floor(index / PAGE_BLOCKS))?.entries
    if (entries !== undefined) entries[index % PAGE_BLOCKS] = encode(block)
  }

  forgetBlock(index: number): void {
    this.forget(Math.floor(index / PAGE_BLOCKS))
  }

  forget(pageNumber: number): void {
    const page = this.#pages.get(pageNumber)
    if (page === undefined) return
    this.#pages.delete(pageNumber)
    this.#memory.remove(page)
  }

  forgetAll(): void {
    for (const number of [...this.#pages.keys()]) this.forget(number)
  }

  #page(number: number): Page {
    const known = this.#pages.get(number)
    const page = known ?? { number, map: this, entries: this.#load(number) }
    if (known === undefined) {
      this.#pages.set(number, page)
      // A failure is for those who wait for it; the next one lists again.
      page.entries.catch(() => this.#pages.get(number) === page && this.forget(number))
    }
    this.#memory.use(page)
    return page
  }

  async #load(number: number): Promise<Uint32Array> {
    const first = number * PAGE_BLOCKS
    const entries = new Uint32Array(PAGE_BLOCKS)
    let from: number | string = first
    let end = first
    for (;;) {
      const { blocks, next } = await this.#objects.list(from, LISTING_ENTRIES_MAX)
      for (const block of blocks) {
        end = block.index + 1
        if (end > first + PAGE_BLOCKS) return entries
        if (block.generation <= this.#generationMax) entries[block.index - first] = encode(block)
      }
      if (next === undefined) {
        this.#emptyFrom = Math.min(this.#emptyFrom, Math.max(end, this.#setFrom))
        return entries
      }
      from = next
    }
  }
}

function encode({ generation, isZero }: ShownBlock): number {
  return generation + 1 + (isZero ? ZERO_FLAG : 0)
}

function decode(entry: number): ShownBlock | undefined {
  if (entry === 0) return undefined
  const isZero = entry >= ZERO_FLAG
  return { generation: (isZero ? entry - ZERO_FLAG : entry) - 1, isZero }
}
