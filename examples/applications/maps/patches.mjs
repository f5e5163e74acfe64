import { readdirSync } from 'node:fs'
import { readPpm } from './image.mjs'
import { pixelsOf } from './region.mjs'

/** Pixels of one colour in all patches, where they stand in the map. */
export function pixelsOfPatches(folder, colour) {
  const [patches = ''] = readdirSync(folder).filter((name) => name.endsWith('_wo_legend'))
  const pixels = readdirSync(`${folder}/${patches}`).flatMap((name) => {
    const [x, y] = name.replace('.ppm', '').split('_').map(Number)
    const patch = readPpm(`${folder}/${patches}/${name}`)
    const inPatch = pixelsOf(patch, colour, { x: 0, y: 0, width: patch.width, height: patch.height })
    return inPatch.map((pixel) => pixel.split(',').map(Number)).map(([left, top]) => [left + x, top + y])
  })
  const inOrder = pixels.toSorted(([x, y], [otherX, otherY]) => y - otherY || x - otherX)
  return inOrder.map((pixel) => pixel.join(','))
}
