interface PullLine {
  readonly status?: unknown
  readonly id?: unknown
  readonly progressDetail?: unknown
}

/** From the lines of a pull, how much of it is done: of each layer half is loading, half is unpacking. Never less. */
export function pullProgress(): (line: PullLine) => number {
  const layers = new Map<string, number>()
  let most = 0
  return ({ status, id, progressDetail }) => {
    if (typeof status !== 'string' || typeof id !== 'string') return most
    const done = shareOf(status, ratioOf(progressDetail))
    if (done !== undefined) layers.set(id, Math.max(layers.get(id) ?? 0, done))
    const sum = [...layers.values()].reduce((total, share) => total + share, 0)
    most = Math.max(most, layers.size === 0 ? 0 : sum / layers.size)
    return most
  }
}

function shareOf(status: string, ratio: number): number | undefined {
  const shares: Record<string, number> = {
    'Pulling fs layer': 0,
    Waiting: 0,
    Downloading: ratio / 2,
    'Verifying Checksum': 0.5,
    'Download complete': 0.5,
    Extracting: 0.5 + ratio / 2,
    'Pull complete': 1,
    'Already exists': 1,
  }
  return shares[status]
}

function ratioOf(detail: unknown): number {
  if (typeof detail !== 'object' || detail === null || !('current' in detail) || !('total' in detail)) return 0
  const [current, total] = [Number(detail.current), Number(detail.total)]
  return total > 0 ? Math.min(1, current / total) : 0
}
