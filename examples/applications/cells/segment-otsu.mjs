import { imagesBelow, readPgm, writeMask } from './image.mjs'

/** Finds cells: whatever is brighter than the threshold that parts the values of an image best (Otsu, 1979). */
const [input, output] = process.argv.slice(2)
for (const path of imagesBelow(input)) {
  const { size, pixels } = readPgm(`${input}/${path}`)
  const threshold = partOf(pixels)
  writeMask(`${output}/${path}`, { size, found: [...pixels].map((value) => value > threshold) })
}

/** That with the greatest variance between what is below and what is above it. */
function partOf(pixels) {
  const counts = Array.from({ length: 256 }, () => 0)
  for (const value of pixels) counts[value] += 1
  const total = counts.reduce((sum, count, value) => sum + count * value, 0)
  let [best, greatest, below, sum] = [0, -1, 0, 0]
  for (let value = 0; value < 255; value++) {
    below += counts[value]
    sum += counts[value] * value
    const above = pixels.length - below
    if (below === 0 || above === 0) continue
    const variance = below * above * (sum / below - (total - sum) / above) ** 2
    if (variance > greatest) [best, greatest] = [value, variance]
  }
  return best
}
