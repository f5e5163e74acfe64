import type { ReadyComparison } from '@assay/schemas'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { comparisonTexts } from '../../texts/comparison.ts'
import { exampleTexts as texts } from '../../texts/comparison-example.ts'
import { Button } from '../../ui/button.tsx'
import { decimalsFor } from '../../ui/decimals.ts'
import { Loading } from '../../ui/loading.tsx'
import { countText } from '../../ui/number.ts'
import { Problem } from '../../ui/problem.tsx'
import { nameRuns } from '../named-run.ts'
import { addressWith, placeOf } from '../places.ts'
import type { ExperimentId } from '../question.ts'
import { ExampleDetail } from './example-detail.tsx'
import { ExampleFilters } from './example-filters.tsx'
import { useExampleKeys } from './example-keys.ts'
import { ExampleList } from './example-list.tsx'
import { modes, unfiltered, useExampleQuestion } from './example-question.ts'
import { type Pair, pairOf } from './pair.ts'
import { useExamples } from './use-examples.ts'

interface ExamplesProps {
  readonly experiment_id: ExperimentId
  readonly comparison: ReadyComparison
}

export function Examples({ experiment_id, comparison }: ExamplesProps) {
  const search = useSearchParams()
  const [question] = useExampleQuestion()
  const pair = pairOf(comparison, question)
  const nameOf = nameRuns(comparison)
  if (!pair) return null
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <header className="flex flex-wrap items-baseline gap-x-4">
        <h1 className="text-xl font-semibold break-words">
          {texts.title}: {nameOf(pair.run_id)} / {nameOf(pair.baseline_run_id)}
        </h1>
        <Link href={addressWith(placeOf(experiment_id, 'compare'), search)} className="text-accent hover:underline">
          {texts.back}
        </Link>
        <p className="w-full break-words text-quiet">{comparison.verdict.sentence}</p>
      </header>
      <Read pair={pair} nameOf={nameOf} />
    </div>
  )
}

interface ReadProps {
  readonly pair: Pair
  readonly nameOf: (run_id: string) => string
}

/** The list of what matches beside the example that is open. */
function Read({ pair, nameOf }: ReadProps) {
  const [question, ask] = useExampleQuestion()
  const found = useExamples(pair, question)
  const items = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data])
  const matching = found.data?.pages[0]?.matching ?? 0
  const open = question.example ?? items[0]?.example ?? null
  const onOpen = useCallback((example: number) => void ask({ example }), [ask])
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = found
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const move = (by: 1 | -1) => {
    const at = items.findIndex(({ example }) => example === open)
    const next = items[at + by]
    if (next) onOpen(next.example)
    if (by === 1 && at + by >= items.length - 1 && hasNextPage && !isFetchingNextPage) onMore()
  }
  useExampleKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    d: () => ask({ mark: modes[(modes.indexOf(question.mark) + 1) % modes.length] ?? null }),
    m: () => ask({ counted: !question.counted }),
    '/': () => document.querySelector<HTMLInputElement>('[data-search]')?.focus(),
  })
  return (
    <>
      <ExampleFilters {...{ pair, nameOf, question, ask }} />
      {found.error && <Problem error={found.error} onAgain={() => found.refetch()} />}
      {!found.data && !found.error && <Loading />}
      {found.data && matching === 0 && <NoneMatch onClear={() => ask(unfiltered)} />}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[22rem_minmax(0,1fr)] 2xl:grid-cols-[26rem_minmax(0,1fr)]">
        {matching > 0 && (
          <div className="min-w-0 lg:sticky lg:top-16 lg:self-start print:hidden">
            <p role="status" className="mb-1 text-xs text-quiet">
              {texts.matching(comparisonTexts.examples(countText(matching)))}
            </p>
            <ExampleList
              {...{ items, matching, open, onOpen, onMore }}
              decimals={decimalsFor(pair.score.runs.map(({ estimate }) => estimate))}
              has_more={hasNextPage}
              is_loading={isFetchingNextPage}
            />
            <p className="mt-1 hidden text-xs text-quiet lg:block">{texts.keys}</p>
          </div>
        )}
        {open !== null && (matching > 0 || question.example !== null) && (
          <ExampleDetail
            {...{ pair, nameOf, question, ask }}
            number={open}
            given={items.find(({ example }) => example === open)}
            onMove={move}
          />
        )}
      </div>
    </>
  )
}

function NoneMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <section className="rounded-lg border border-dashed border-line bg-raised p-8">
      <h2 className="text-base font-semibold">{texts.none}</h2>
      <p className="mt-1 mb-3 text-quiet">{texts.none_how}</p>
      <Button onClick={onClear}>{texts.clear}</Button>
    </section>
  )
}
