import type { JudgeCriterion, JudgeSpec } from '@assay/schemas'
import { defaultPrompt, defaultSystemPrompt } from './prompt.ts'

/** A judge that comes with Assay: whoever uses it says which model judges. */
export type BuiltinJudge = Omit<JudgeSpec, 'model' | 'version'> & {
  /** Grows with every change of its words. */
  readonly version: number
}

export function toBuiltin(
  { name, title, needs }: Pick<BuiltinJudge, 'name' | 'title' | 'needs'>,
  criteria: readonly Pick<JudgeCriterion, 'name' | 'description' | 'steps'>[],
): BuiltinJudge {
  return {
    name,
    title,
    needs,
    version: 1,
    criteria: criteria.map((criterion) => ({ ...criterion, scale: [1, 5], direction: 'higher' })),
    system_prompt: defaultSystemPrompt,
    prompt: defaultPrompt(needs),
    normalised: true,
  }
}
