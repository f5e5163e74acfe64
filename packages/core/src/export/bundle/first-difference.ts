import type { z } from 'zod'

type Json = z.infer<ReturnType<typeof z.json>>

export interface Comparing {
  /** How many numbers are the same up to the first difference. */
  readonly numbers: number
  readonly first_difference: { readonly path: string; readonly kept: Json; readonly computed: Json } | null
}

interface Pair {
  readonly path: string
  readonly kept: Json | undefined
  readonly computed: Json | undefined
}

/** The first value in which two results differ, in the order of the first; what one of them lacks counts as null. */
export function firstDifference(kept: Json, computed: Json): Comparing {
  let numbers = 0
  const open: Pair[] = [{ path: '', kept, computed }]
  for (let pair = open.pop(); pair; pair = open.pop()) {
    if (typeof pair.kept === 'number') numbers += 1
    const within = entriesOf(pair)
    if (within) open.push(...within.reverse())
    else if (pair.kept !== pair.computed) {
      return {
        numbers,
        first_difference: { path: pair.path, kept: pair.kept ?? null, computed: pair.computed ?? null },
      }
    }
  }
  return { numbers, first_difference: null }
}

/** The values within two of the same kind; undefined where they can only be compared themselves. */
function entriesOf({ path, kept, computed }: Pair): Pair[] | undefined {
  if (!isNested(kept) || !isNested(computed) || Array.isArray(kept) !== Array.isArray(computed)) return undefined
  const [before, after] = [new Map(Object.entries(kept)), new Map(Object.entries(computed))]
  return [...new Set([...before.keys(), ...after.keys()])].map((key) => ({
    path: path === '' ? key : `${path}.${key}`,
    kept: before.get(key),
    computed: after.get(key),
  }))
}

function isNested(value: Json | undefined): value is Json[] | Record<string, Json> {
  return typeof value === 'object' && value !== null
}
