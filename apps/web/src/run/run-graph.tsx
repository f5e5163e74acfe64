'use client'

import type { Job } from '@assay/schemas'
import { Background, Controls, Handle, MiniMap, Position, ReactFlow } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import Link from 'next/link'
import { useMemo } from 'react'
import { jobTexts } from '../texts/job.ts'
import { runTexts } from '../texts/run.ts'
import { StateTag } from '../ui/state-tag.tsx'
import { Took } from '../ui/took.tsx'
import { layOut, nodeSize } from './graph-layout.ts'

const mapFrom = 20
const nodeTypes = { job: JobNode }

/** The jobs of a run and what they need of each other. */
export function RunGraph({ jobs }: { readonly jobs: readonly Job[] }) {
  const shape = jobs.map(({ id, needs }) => `${id} ${needs.join()}`).join()
  const { places, edges } = useMemo(() => layOut(jobs), [shape])
  const nodes = jobs.map((job) => ({
    id: job.id,
    type: 'job' as const,
    position: places.get(job.id) ?? { x: 0, y: 0 },
    data: { job },
    ...nodeSize,
  }))
  return (
    <section aria-label={runTexts.graph_label} className="h-[60vh] min-h-80 rounded-lg border border-line bg-raised">
      <ReactFlow
        nodes={nodes}
        edges={edges.map(({ from, to }) => ({ id: `${from} ${to}`, source: from, target: to }))}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        fitView
        fitViewOptions={{ maxZoom: 1 }}
        minZoom={0.1}
        proOptions={{ hideAttribution: true }}
      >
        <Background />
        <Controls showInteractive={false} />
        {jobs.length >= mapFrom && <MiniMap pannable zoomable />}
      </ReactFlow>
    </section>
  )
}

function JobNode({ data: { job } }: { readonly data: { readonly job: Job } }) {
  return (
    <div className="flex h-14 w-[220px] flex-col justify-center rounded-lg border border-line bg-page px-3">
      <Handle type="target" position={Position.Left} className="!size-1.5 !border-0 !bg-quiet" />
      <Link href={`/jobs/${job.id}`} className="truncate font-medium hover:underline" title={job.name}>
        {job.name}
      </Link>
      <span className="flex justify-between gap-2">
        <StateTag state={job.state} />
        <span className="text-quiet" title={job.reused_from === null ? undefined : jobTexts.reused}>
          {job.reused_from === null ? <Took since={job.started_at} until={job.finished_at} /> : runTexts.reused}
        </span>
      </span>
      <Handle type="source" position={Position.Right} className="!size-1.5 !border-0 !bg-quiet" />
    </div>
  )
}
