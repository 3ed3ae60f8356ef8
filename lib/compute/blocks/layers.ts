/** Opens the layers of a volume or of a snapshot: its own blocks, and those below. */
import type { Storage } from '../../../storage/storage.ts'
import { BlockObjects } from './block-objects.ts'
import { BlockError } from './block-store.ts'
import { GenerationMap, type PageMemory } from './generation-map.ts'
import { openImage, type PinnedImage } from './image-bytes.ts'
import { type Layer, LayeredBlocks } from './layered-blocks.ts'
import type { BlockRecords, VolumeRecord } from './records.ts'

export interface LayerOptions {
  readonly storage: Storage
  readonly records: BlockRecords
  readonly pages: PageMemory
}

export interface OpenLayers {
  /** The volume's own. */
  readonly own: Layer
  readonly blocks: LayeredBlocks
  /** Of the image at the bottom, if there is one. */
  readonly image: PinnedImage | undefined
}

/** `generationMax`: what is shown; infinite for what the volume holds now. */
export async function openLayers(
  options: LayerOptions,
  volume: VolumeRecord,
  generationMax: number,
): Promise<OpenLayers> {
  const own = openLayer(options, volume, generationMax)
  const layers = [own]
  let { parent } = volume
  while (parent?.kind === 'point') {
    const below: VolumeRecord | undefined = await options.records.volumes.get(parent.volumeId)
    if (below === undefined) {
      throw new BlockError('input-output', `${parent.volumeId} under ${volume.id} is missing`)
    }
    layers.push(openLayer(options, below, parent.generation))
    parent = below.parent
  }
  const base = parent && (await openImage(options.storage, parent))
  return { own, blocks: new LayeredBlocks(layers, base), image: parent }
}

function openLayer(
  { storage, pages }: LayerOptions,
  volume: VolumeRecord,
  generationMax: number,
): Layer {
  const objects = new BlockObjects(storage, volume)
  return { objects, map: new GenerationMap(objects, generationMax, pages) }
}
