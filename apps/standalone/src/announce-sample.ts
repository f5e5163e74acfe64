import { say } from '@assay/program'
import type { Comparison, ReadyComparison } from '@assay/schemas'

export function announceSample(comparison: Comparison | undefined): void {
  if (comparison?.state !== 'ready') return
  say('')
  say('Three offline models on the bundled sample of short articles:')
  for (const line of primaryScores(comparison)) say(line)
  say(comparison.verdict.sentence)
}

function primaryScores({ metrics: [primary], runs }: ReadyComparison): string[] {
  const width = Math.max(...runs.map(({ name }) => name.length))
  return runs.map(({ run_id, name }) => {
    const score = primary?.runs.find((run) => run.run_id === run_id)
    const [estimate, low, high] = [score?.estimate, score?.low, score?.high].map((value) => value?.toFixed(3) ?? '–')
    return `  ${name.padEnd(width)}  ${primary?.title} ${estimate} (${low} to ${high})`
  })
}
