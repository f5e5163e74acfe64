export interface Point {
  readonly x: number
  readonly y: number
}

export interface Label extends Point {
  readonly anchor: 'start' | 'end'
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface Drawing {
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Of the type in which charts name points. */
const characterWidth = 6.4
const lineHeight = 14
const radius = 7
/** Further away nobody would know which point is meant. */
const mostLines = 4

/**
 * Where the names of points stand, so that none covers another one or a point; undefined where there is no room. The
 * points come first whose names matter most.
 */
export function placeLabels(
  points: readonly (Point & { readonly characters: number })[],
  drawing: Drawing,
): (Label | undefined)[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - radius,
    right: x + radius,
    top: y - radius,
    bottom: y + radius,
  }))
  return points.map((point) => {
    for (const label of candidates(point)) {
      const box = boxOf(label, point.characters)
      if (!isInside(box, drawing) || taken.some((other) => overlaps(box, other))) continue
      taken.push(box)
      return label
    }
    return undefined
  })
}

function candidates({ x, y }: Point): Label[] {
  const lines = Array.from({ length: mostLines }, (_, at) => at)
  return lines.flatMap((line): Label[] => {
    const [above, below] = [y - 8 - line * lineHeight, y + 16 + line * lineHeight]
    return [
      { x: x + 10, y: above, anchor: 'start' },
      { x: x + 10, y: below, anchor: 'start' },
      { x: x - 10, y: above, anchor: 'end' },
      { x: x - 10, y: below, anchor: 'end' },
    ]
  })
}

function boxOf({ x, y, anchor }: Label, characters: number): Box {
  const size = characters * characterWidth
  const left = anchor === 'start' ? x : x - size
  return { left, right: left + size, top: y - 11, bottom: y + 3 }
}

function isInside({ left, right, top, bottom }: Box, drawing: Drawing): boolean {
  return left >= 0 && right <= drawing.right && top >= drawing.top && bottom <= drawing.bottom
}

function overlaps(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}
