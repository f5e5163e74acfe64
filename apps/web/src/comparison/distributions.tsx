import type { ComparisonDistributions, ReadyComparison } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Figure } from './chart/figure.tsx'
import { Histogram } from './chart/histogram.tsx'
import type { Score } from './score.ts'

interface DistributionsProps {
  readonly comparison: ReadyComparison
  readonly score: Score
  readonly nameOf: (run_id: string) => string
}

const multiples = 'grid gap-x-8 gap-y-6 sm:grid-cols-2 xl:grid-cols-4'

/** How a score is spread over the examples of each run, and its differences from the baseline, drawn alike. */
export function Distributions({ comparison, score, nameOf }: DistributionsProps) {
  const wanted = { comparison_id: comparison.id, metric: score.metric }
  const spread = useQuery({
    ...useApi().comparisons.distributions.queryOptions(wanted),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (spread.error) return <Problem error={spread.error} onAgain={() => spread.refetch()} />
  if (!spread.data) return <Loading />
  const { runs, least, width: bin_width } = spread.data
  const most = Math.max(...runs.flatMap(({ counts }) => counts))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 rounded-lg border border-line bg-raised p-4">
      <div className={multiples}>
        {runs.map(({ run_id, counts }) => (
          <Figure
            key={run_id}
            title={nameOf(run_id)}
            note={texts.score_spread}
            filename={`${score.metric}-${nameOf(run_id)}`}
          >
            {(width) => (
              <Histogram
                {...{ width, least, bin_width, counts, most }}
                said={texts.spread_said(nameOf(run_id), score.title)}
                mark={score.runs.find((run) => run.run_id === run_id)?.estimate ?? null}
                look={() => (run_id === comparison.baseline_run_id ? 'fill-quiet/70' : 'fill-accent/80')}
              />
            )}
          </Figure>
        ))}
      </div>
      <div className={multiples}>
        {runs.map((run) => (
          <DifferenceFigure key={run.run_id} run={run} {...{ comparison, score, nameOf }} />
        ))}
      </div>
    </div>
  )
}

interface DifferenceFigureProps extends DistributionsProps {
  readonly run: ComparisonDistributions['runs'][number]
}

function DifferenceFigure({ run: { run_id, differences }, comparison, score, nameOf }: DifferenceFigureProps) {
  if (!differences) return null
  const { width: bin_width, counts } = differences
  const middle = (counts.length - 1) / 2
  const found = score.differences.find(
    (one) => one.run_id === run_id && one.baseline_run_id === comparison.baseline_run_id,
  )
  const look = (bin: number) => {
    if (bin === middle || score.direction === 'neutral') return 'fill-quiet/60'
    return bin > middle === (score.direction === 'higher') ? 'fill-good' : 'fill-bad'
  }
  return (
    <Figure
      title={nameOf(run_id)}
      note={texts.difference_spread}
      filename={`${score.metric}-differences-${nameOf(run_id)}`}
    >
      {(width) => (
        <Histogram
          {...{ width, bin_width, counts, look }}
          said={texts.differences_said(nameOf(run_id), score.title)}
          least={-(middle + 0.5) * bin_width}
          most={Math.max(...counts)}
          mark={found?.difference.estimate ?? null}
        />
      )}
    </Figure>
  )
}
