import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeLabels } from './label-place.ts'

const drawing = { right: 620, top: 0, bottom: 270 }
const sizeOf = (label: { x: number; y: number; anchor: string }, characters: number) => {
  const left = label.anchor === 'start' ? label.x : label.x - characters * 6.4
  return { left, right: left + characters * 6.4, top: label.y - 11, bottom: label.y + 3 }
}

it('names points that lie on each other without one name covering another', () => {
  const points = [1, 2, 3, 4].map(() => ({ x: 300, y: 130, characters: 20 }))
  const labels = placeLabels(points, drawing)
  expect(new Set(labels.map((label) => `${label?.x} ${label?.y}`)).size).toBe(4)
})

it('never has names cover each other or leave the drawing, wherever points lie', () => {
  const point = fc.record({
    x: fc.double({ min: 64, max: 596, noNaN: true }),
    y: fc.double({ min: 14, max: 260, noNaN: true }),
    characters: fc.integer({ min: 1, max: 24 }),
  })
  fc.assert(
    fc.property(fc.array(point, { maxLength: 12 }), (points) => {
      const boxes = placeLabels(points, drawing).flatMap((label, at) =>
        label ? [sizeOf(label, points[at]?.characters ?? 0)] : [],
      )
      for (const [at, box] of boxes.entries()) {
        expect(box.left >= 0 && box.right <= drawing.right).toBe(true)
        for (const other of boxes.slice(at + 1)) {
          const apart =
            box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top
          expect(apart).toBe(true)
        }
      }
    }),
  )
})
