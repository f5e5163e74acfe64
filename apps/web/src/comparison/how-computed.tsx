import type { Difference, ReadyComparison } from '@assay/schemas'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useApi } from '../data/api.ts'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { percentText } from '../ui/decimals.ts'
import { countText } from '../ui/number.ts'
import { Popover } from '../ui/popover.tsx'
import type { Score } from './score.ts'

interface HowComputedProps {
  /** The number that is asked about. */
  readonly children: ReactNode
  readonly what: string
  readonly explained: string
  readonly score: Score
  readonly comparison: ReadyComparison
  readonly difference?: Difference | undefined
}

const look =
  'cursor-help rounded underline decoration-quiet/60 decoration-dotted underline-offset-4 hover:decoration-accent'

/** A number that tells how it was computed: method, n, seed, source. */
export function HowComputed({ children, ...how }: HowComputedProps) {
  const { what } = how
  return (
    <Popover
      label={texts.how_of(what)}
      trigger={
        <button type="button" className={look} title={texts.how}>
          {children}
        </button>
      }
    >
      <p className="font-semibold">{what}</p>
      <p className="mt-1 text-quiet">{how.explained}</p>
      <Facts {...how} />
    </Popover>
  )
}

function Facts({ score, comparison, difference }: Omit<HowComputedProps, 'children'>) {
  const { facts } = texts
  const { level, method, seed, cluster_column, created_at, id } = comparison
  const units =
    score.clusters === null ? texts.examples(countText(score.examples)) : texts.groups(countText(score.clusters))
  const listed: [string, ReactNode][] = [
    [facts.n, cluster_column === null ? units : `${units} (${cluster_column})`],
    [facts.level, percentText(level)],
    [facts.method, method === 'analytic' ? facts.analytic : facts.resampled(seed)],
    ...(difference ? differenceFacts(difference, score) : []),
    [facts.seed, String(seed)],
    [facts.computed, new Date(created_at).toLocaleString('en')],
    [facts.comparison, <code key="id">{id}</code>],
  ]
  return (
    <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {listed.map(([name, value]) => (
        <Fact key={name} name={name} value={value} />
      ))}
      <MetricFacts score={score.metric} />
    </dl>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className="min-w-0 break-words">{value}</dd>
    </>
  )
}

function differenceFacts({ test }: Difference, { differences, margin }: Score): [string, string][] {
  const { facts } = texts
  return [
    [facts.test, new Map<string, string>(Object.entries(texts.tests)).get(test) ?? test],
    [facts.correction, facts.holm(differences.length)],
    [facts.margin, margin === 0 ? texts.any_margin : String(margin)],
  ]
}

/** Which metric gives the score, by which implementation, after which paper. */
function MetricFacts({ score }: { readonly score: string }) {
  const { facts } = texts
  const metrics = useQuery({ ...useApi().metrics.list.queryOptions(), staleTime: Number.POSITIVE_INFINITY })
  const name = score.replace(/^corpus_/, '')
  const metric = metrics.data?.items.find((one) => one.scores.some((given) => given.name === name))
  if (!metrics.data) return null
  if (!metric) return <Fact name={facts.source} value={facts.measured} />
  return (
    <>
      <Fact name={facts.metric} value={`${metric.title} (${metric.name}, ${metric.version})`} />
      {metric.equals !== null && <Fact name={facts.equals} value={metric.equals} />}
      <Fact
        name={facts.source}
        value={
          <a href={metric.citation.url} rel="noreferrer" target="_blank" className="text-accent underline">
            {metric.citation.text}
          </a>
        }
      />
    </>
  )
}
