import type { GraphNode, JobExplanation } from '@assay/sdk'
import type { Command } from 'commander'
import { names } from '../option/option.ts'
import { secretsFrom } from '../option/secret-option.ts'
import type { OpenSession } from '../session/session.ts'
import { renderGraph } from '../table/graph-tree.ts'
import { renderTable } from '../table/table.ts'

/** `assay runs graph | explain | retry`. */
export function addGraphCommands(runs: Command, open: OpenSession): void {
  runs
    .command('graph')
    .description('show the jobs of a run, and below each what it needs')
    .argument('<run-id>')
    .action(async (id: string) => {
      const { assay, show, terminal } = await open()
      const nodes: GraphNode[] = []
      for await (const node of assay.runs.graph(id, { limit: 1000 })) nodes.push(node)
      show(nodes, (shown) => renderGraph(shown, terminal))
    })

  runs
    .command('explain')
    .description('say of each job of a run why it ran, or did not need to')
    .argument('<run-id>')
    .action(async (id: string) => {
      const { assay, show, terminal } = await open()
      const jobs: JobExplanation[] = []
      for await (const job of assay.runs.explain(id)) jobs.push(job)
      show(jobs, (shown) => {
        const rows = shown.map(({ name, state, cause, sentence }) => [name, state, cause, sentence])
        return renderTable(rows, { ...terminal, head: ['Job', 'State', 'Cause', 'Why'], long: 'wrapped' })
      })
    })

  addRetryCommand(runs, open)
}

interface RetryOptions {
  readonly from?: string[]
  readonly force?: boolean
  readonly preview?: boolean
  readonly secret?: string[]
}

function addRetryCommand(runs: Command, open: OpenSession): void {
  runs
    .command('retry')
    .description('try a failed or stopped run again, or a part of any that has ended, as a new run')
    .argument('<run-id>')
    .option('--from <jobs>', 'jobs, between commas: they run again with all that needs them', names)
    .option('--force', 'run everything again')
    .option('--secret <names>', 'variables of yours, between commas: secrets for the new run only', names)
    .option('--preview', 'only say what would run')
    .action(async (id: string, { from, force, preview, secret }: RetryOptions) => {
      const { assay, show, terminal, environment } = await open()
      const params = { ...(from && { from }), ...(force && { force }) }
      if (preview === true) {
        const { items } = await assay.runs.planRetry(id, params)
        show(items, (shown) => {
          const rows = shown.map(({ name, state, action }) => [
            name,
            state,
            action === 'run' ? 'runs again' : 'is reused',
          ])
          return renderTable(rows, { ...terminal, head: ['Job', 'State', 'Then'] })
        })
        return
      }
      const secrets = secret && { secrets: secretsFrom(environment, secret) }
      show(await assay.runs.retry(id, { ...params, ...secrets }), (run) => `${run.name} runs again, as ${run.id}.`)
    })
}
