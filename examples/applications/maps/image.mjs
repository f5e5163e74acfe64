import { readFileSync, writeFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'

/** Reads a PNG of 8-bit RGB: `{ width, height, at(x, y) }`, where a colour is written as `#rrggbb`. */
export function readPng(path) {
  const bytes = readFileSync(path)
  const parts = []
  let [width, height] = [0, 0]
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (type === 'IHDR') [width, height] = [bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)]
    if (type === 'IHDR' && bytes.readUInt16BE(at + 16) !== 0x0802) throw new Error(`${path} is no PNG of 8-bit RGB`)
    if (type === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const pixels = unfilter(inflateSync(Buffer.concat(parts)), width * 3, height)
  return { width, height, at: (x, y) => `#${pixels.toString('hex', (y * width + x) * 3, (y * width + x) * 3 + 3)}` }
}

function unfilter(lines, stride, height) {
  const pixels = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)]
    for (let x = 0; x < stride; x++) {
      const left = x < 3 ? 0 : pixels[y * stride + x - 3]
      const above = y === 0 ? 0 : pixels[(y - 1) * stride + x]
      const corner = x < 3 || y === 0 ? 0 : pixels[(y - 1) * stride + x - 3]
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]
      pixels[y * stride + x] = lines[y * (stride + 1) + 1 + x] + guess
    }
  }
  return pixels
}

function paeth(left, above, corner) {
  const guess = left + above - corner
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value))
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

/** Writes a part of an image as PPM, which is the same bytes everywhere. */
export function writePpm(path, image, { x, y, width, height }) {
  const colours = []
  for (let row = y; row < y + height; row++)
    for (let column = x; column < x + width; column++) colours.push(image.at(column, row).slice(1))
  writeFileSync(
    path,
    Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.from(colours.join(''), 'hex')]),
  )
}

/** Reads a PPM as `writePpm` writes it. */
export function readPpm(path) {
  const bytes = readFileSync(path)
  const [head, size] = /^P6\n(\d+ \d+)\n255\n/.exec(bytes.toString('latin1', 0, 40))
  const [width, height] = size.split(' ').map(Number)
  const at = (x, y) =>
    `#${bytes.toString('hex', head.length + (y * width + x) * 3, head.length + (y * width + x) * 3 + 3)}`
  return { width, height, at }
}
