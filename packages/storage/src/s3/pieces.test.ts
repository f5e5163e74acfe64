import { expect, it } from 'vitest'
import { Body } from './pieces.ts'

const chunksOf = (...sizes: readonly number[]) => {
  let next = 0
  return sizes.map((size) => Uint8Array.from({ length: size }, () => next++))
}

async function* stream(chunks: readonly Uint8Array[]) {
  yield* chunks
}

it.each([
  [
    [3, 3, 3],
    [4, 4, 1],
  ],
  [
    [4, 4],
    [4, 4],
  ],
  [[11], [4, 4, 3]],
  [
    [1, 9, 2],
    [4, 4, 4],
  ],
  [[], [0]],
])('makes of chunks of %j pieces of %j, which hold no more than their own bytes', async (sizes, expected) => {
  const chunks = chunksOf(...sizes)
  const all = chunks.flatMap((chunk) => [...chunk])
  const body = new Body({ body: stream(chunks) })
  const pieces: Uint8Array[] = []
  for await (const { bytes, is_last } of body.pieces(4)) {
    pieces.push(bytes)
    expect(is_last).toBe(pieces.length === expected.length)
  }
  expect(pieces.map(({ byteLength }) => byteLength)).toEqual(expected)
  expect(pieces.flatMap((piece) => [...piece])).toEqual(all)
  expect(body.size_bytes).toBe(all.length)
})

it('gives back the memory of chunks that are given, but not of those that the next piece begins with', async () => {
  const chunks = [20, 30, 40].map((kibibytes) => new Uint8Array(kibibytes * 1024).fill(kibibytes))
  const body = new Body({ body: stream(chunks), is_given: true })
  const pieces = body.pieces(60 * 1024)
  const first = await pieces.next()
  expect(chunks.map(({ byteLength }) => byteLength / 1024)).toEqual([0, 0, 40])
  const second = await pieces.next()
  expect(first.value.bytes.at(-1)).toBe(40)
  expect(new Set(second.value.bytes)).toEqual(new Set([40]))
  expect(second.value.bytes.byteLength).toBe(30 * 1024)
})
