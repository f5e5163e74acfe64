/** Groups of pixels that touch each other, from the top left to the bottom right. `pixels` are texts like `12,34`. */
export function regionsOf(pixels) {
  const left = new Set(pixels)
  const regions = []
  for (const first of pixels) {
    if (!left.delete(first)) continue
    const region = [first]
    for (const pixel of region) {
      const [x, y] = pixel.split(',').map(Number)
      for (const next of [`${x - 1},${y}`, `${x + 1},${y}`, `${x},${y - 1}`, `${x},${y + 1}`])
        if (left.delete(next)) region.push(next)
    }
    regions.push(region.map((pixel) => pixel.split(',').map(Number)))
  }
  return regions
}

/** The smallest box around pixels. */
export function boxOf(region) {
  const [xs, ys] = [region.map(([x]) => x), region.map(([, y]) => y)]
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 }
}

/** Pixels of one colour within a box. */
export function pixelsOf(image, colour, { x, y, width, height }) {
  const pixels = []
  for (let row = y; row < y + height; row++)
    for (let column = x; column < x + width; column++)
      if (image.at(column, row) === colour) pixels.push(`${column},${row}`)
  return pixels
}
