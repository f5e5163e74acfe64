'use client'

import { evaluationTexts as texts } from '../texts/evaluation.ts'
import { Field } from '../ui/field.tsx'
import { Section } from '../ui/section.tsx'
import type { Plan } from './plan.ts'
import type { SayPlan } from './use-plan.ts'

interface LimitsProps {
  readonly plan: Plan
  readonly say: SayPlan
}

export function Limits({ plan, say }: LimitsProps) {
  return (
    <Section title={texts.limits}>
      <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-4">
        <Field
          label={texts.most}
          type="number"
          min={1}
          placeholder={texts.all}
          value={plan.max_samples ?? ''}
          onChange={({ target }) => void say({ limit: wholeOf(target.value, 1) })}
        />
        <Field
          label={texts.repeats}
          type="number"
          min={1}
          max={100}
          value={plan.repeats}
          onChange={({ target }) => void say({ repeats: wholeOf(target.value, 1) })}
        />
        <Field
          label={texts.seed}
          type="number"
          min={0}
          value={plan.seed}
          onChange={({ target }) => void say({ seed: wholeOf(target.value, 0) })}
        />
        <Field
          label={texts.name}
          value={plan.name}
          maxLength={200}
          onChange={({ target }) => void say({ name: target.value })}
        />
      </div>
    </Section>
  )
}

function wholeOf(text: string, least: number): number | null {
  const number = Number.parseInt(text, 10)
  return Number.isNaN(number) ? null : Math.max(number, least)
}
