import type { GraphNode } from '@assay/sdk'
import type { Paper } from '../terminal/terminal.ts'

/**
 * The jobs of a run as trees: below each what it needs. What stands below several is told once, and named with an arrow
 * where it stands again.
 */
export function renderGraph(nodes: readonly GraphNode[], { colours }: Paper): string {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const needed = new Set(nodes.flatMap(({ needs }) => needs))
  const told = new Set<string>()
  const lines: string[] = []
  const tell = (name: string, { lead, rest }: { readonly lead: string; readonly rest: string }): void => {
    const node = byName.get(name)
    if (!node || told.has(name)) {
      lines.push(`${lead}${name}${node && node.needs.length > 0 ? ' ↑' : ''}`)
      return
    }
    told.add(name)
    const state = node.reused_from === null ? node.state : 'reused'
    const colour =
      state === 'failed' ? colours.red : state === 'succeeded' || state === 'reused' ? colours.green : String
    lines.push(`${lead}${name}  ${colour(state)}${node.error === null ? '' : `: ${node.error}`}`)
    for (const [at, need] of node.needs.entries()) {
      const isLast = at === node.needs.length - 1
      tell(need, { lead: `${rest}${isLast ? '└─ ' : '├─ '}`, rest: `${rest}${isLast ? '   ' : '│  '}` })
    }
  }
  for (const { name } of nodes) if (!needed.has(name)) tell(name, { lead: '', rest: '' })
  return lines.join('\n')
}
