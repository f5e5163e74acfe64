'use client'

import type { EstimateRange } from '@assay/schemas'
import { useMutation } from '@tanstack/react-query'
import { useApiClient } from '../data/api.ts'
import { evaluationTexts as texts } from '../texts/evaluation.ts'
import { modelTexts } from '../texts/model.ts'
import { Button } from '../ui/button.tsx'
import { decimalsFor, fixedText } from '../ui/decimals.ts'
import { durationText } from '../ui/duration.ts'
import { countText } from '../ui/number.ts'
import { Problem } from '../ui/problem.tsx'
import { Table } from '../ui/table.tsx'
import { experimentOf, modelsOf, type Plan } from './plan.ts'

/** What the evaluation would take, asked of the server. Only an experiment can be estimated: it is made and goes again. */
export function Estimate({ plan }: { readonly plan: Plan }) {
  const client = useApiClient()
  const estimate = useMutation({
    mutationFn: async () => {
      const { id: experiment_id } = await client.experiments.create.mutate(experimentOf(plan))
      const { max_samples, repeats } = plan
      try {
        return await client.experiments.estimate.query({ experiment_id, models: modelsOf(plan), max_samples, repeats })
      } finally {
        await client.experiments.delete.mutate({ experiment_id })
      }
    },
  })
  const { data, error, isPending } = estimate
  return (
    <div className="grid gap-3">
      <div>
        <Button disabled={isPending} onClick={() => estimate.mutate()}>
          {isPending ? texts.estimating : texts.ask_estimate}
        </Button>
      </div>
      {error && <Problem error={error} />}
      {data && (
        <Table
          label={texts.estimate}
          rows={[...data.models, { ...data, name: texts.in_all, seconds: undefined }]}
          keyOf={({ name }) => name}
          columns={[
            { title: modelTexts.name, cell: ({ name }) => name },
            { title: texts.answers, is_number: true, cell: ({ calls }) => countText(calls) },
            { title: texts.tokens_in, is_number: true, cell: ({ input_tokens }) => rangeOf(input_tokens, countText) },
            {
              title: texts.tokens_out,
              is_number: true,
              cell: ({ output_tokens }) => rangeOf(output_tokens, countText),
            },
            { title: texts.cost, is_number: true, cell: ({ cost }) => costOf(cost) },
            {
              title: texts.time,
              is_number: true,
              cell: ({ seconds }) =>
                seconds === undefined
                  ? ''
                  : seconds === null
                    ? texts.here
                    : rangeOf(seconds, (s) => durationText(s * 1000)),
            },
          ]}
        />
      )}
      {data && data.unpriced.length > 0 && <p className="text-quiet">{texts.unpriced(data.unpriced.join(', '))}</p>}
    </div>
  )
}

function costOf(cost: EstimateRange | null): string {
  if (cost === null) return texts.unknown
  if (cost.high === 0) return texts.free
  const decimals = decimalsFor([cost.low, cost.high])
  return rangeOf(cost, (value) => fixedText(value, decimals))
}

function rangeOf({ low, high }: EstimateRange, textOf: (value: number) => string): string {
  return texts.range(textOf(low), textOf(high))
}
