import type { Outcome } from '@assay/schemas'

interface Look {
  readonly stroke: string
  readonly fill: string
  readonly text: string
  readonly mark: string
}

/** How an outcome is drawn: by colour and, for who sees none, by a mark. */
export const outcomeLook = {
  better: { stroke: 'stroke-good', fill: 'fill-good', text: 'text-good', mark: '▲' },
  worse: { stroke: 'stroke-bad', fill: 'fill-bad', text: 'text-bad', mark: '▼' },
  differs: { stroke: 'stroke-accent', fill: 'fill-accent', text: 'text-accent', mark: '≠' },
  equivalent: { stroke: 'stroke-accent', fill: 'fill-accent', text: 'text-accent', mark: '=' },
  undecided: { stroke: 'stroke-quiet', fill: 'fill-quiet', text: 'text-quiet', mark: '?' },
} as const satisfies Record<Outcome, Look>
