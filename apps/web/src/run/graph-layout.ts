import dagre from '@dagrejs/dagre'

interface Node {
  readonly id: string
  readonly name: string
  readonly needs: readonly string[]
}

interface Placed {
  readonly x: number
  readonly y: number
}

export const nodeSize = { width: 220, height: 56 } as const

interface Layout {
  readonly places: ReadonlyMap<string, Placed>
  readonly edges: readonly { readonly from: string; readonly to: string }[]
}

/** Places the jobs of a graph in layers, left to right: what others need stands before them. */
export function layOut(nodes: readonly Node[]): Layout {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 16, ranksep: 56 })
  graph.setDefaultEdgeLabel(() => ({}))
  const ids = new Map(nodes.map(({ name, id }) => [name, id]))
  for (const { id } of nodes) graph.setNode(id, { ...nodeSize })
  const edges = nodes.flatMap(({ id, needs }) =>
    needs.flatMap((name) => {
      const from = ids.get(name)
      return from === undefined ? [] : [{ from, to: id }]
    }),
  )
  for (const { from, to } of edges) graph.setEdge(from, to)
  dagre.layout(graph)
  const places = new Map(
    nodes.map(({ id }) => {
      const { x, y } = graph.node(id)
      return [id, { x: x - nodeSize.width / 2, y: y - nodeSize.height / 2 }]
    }),
  )
  return { places, edges }
}
