export interface Numbered {
  /** The number of each row, ascending. */
  readonly examples: Float64Array
  readonly columns: ReadonlyMap<string, Float64Array>
}

export function alignRows(tables: readonly Numbered[]): Numbered {
  const [first = new Float64Array(), ...others] = tables.map(({ examples }) => examples)
  const examples = others.reduce(common, first)
  return { examples, columns: new Map(tables.flatMap((table) => [...rowsWith(table, examples)])) }
}

function rowsWith({ examples, columns }: Numbered, wanted: Float64Array): Map<string, Float64Array> {
  if (wanted.length === examples.length) return new Map(columns)
  const rows = placesOf(wanted, examples)
  return new Map(
    [...columns].map(([name, column]) => [name, wanted.map((_, at) => column[rows[at] ?? 0] ?? Number.NaN)]),
  )
}

function common(a: Float64Array, b: Float64Array): Float64Array {
  const places = placesOf(a, b)
  return a.filter((number, at) => b[places[at] ?? 0] === number)
}

/** Positions of the wanted numbers, or of where they would be; both are ascending. */
function placesOf(wanted: Float64Array, numbers: Float64Array): Int32Array {
  let place = 0
  const places = new Int32Array(wanted.length)
  for (let at = 0; at < places.length; at++) {
    const number = wanted[at] ?? 0
    while ((numbers[place] ?? Number.POSITIVE_INFINITY) < number) place++
    places[at] = place
  }
  return places
}
