/** Where a thread is in its batch: shared memory, so that it is known even of a thread that hangs. */
export type Place = Int32Array<SharedArrayBuffer>

const [begun, metric, text] = [0, 1, 2]

export function createPlace(): Place {
  return new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT))
}

/** Says that a thread has taken the batch, or that nobody needs to wait for that any more. */
export function begin(place: Place): void {
  Atomics.store(place, begun, 1)
  Atomics.notify(place, begun)
}

/** Resolves when a thread has taken the batch: the time to start a thread does not count for its metrics. */
export async function beginning(place: Place): Promise<void> {
  await Atomics.waitAsync(place, begun, 0).value
}

/** Notes the index of the next metric and of the next text. */
export function move(place: Place, to: { readonly metric: number; readonly text: number }): void {
  place[metric] = to.metric
  place[text] = to.text
}

export function whereIs(place: Place): { readonly metric: number; readonly text: number } {
  return { metric: place[metric] ?? 0, text: place[text] ?? 0 }
}
