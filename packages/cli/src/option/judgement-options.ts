import type { Difference } from '@assay/schemas'
import type { ReadyComparison } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { CommandError, exitCodes } from '../command-error.ts'
import { primaryDifferences } from '../table/comparison-table.ts'

/** What makes a command that compares fail, for checks that run by themselves. */
export interface JudgementOptions {
  readonly failIfWorse?: boolean
  readonly undecided?: 'pass' | 'fail'
}

/** Adds the options of every command that compares and may fail by what it finds. */
export function addJudgementOptions(command: Command): Command {
  return command
    .option('--fail-if-worse', 'exit with 3 when a run is worse than the baseline on the score of the verdict')
    .addOption(
      new Option('--undecided <outcome>', 'what --fail-if-worse makes of a run that may be worse or not; default: pass')
        .choices(['pass', 'fail'])
        .implies({ failIfWorse: true }),
    )
}

/** Throws, to exit with 3, where a run is worse than the baseline, and that or the doubt of it was to fail. */
export function judge(comparison: ReadyComparison, { failIfWorse, undecided = 'pass' }: JudgementOptions): void {
  if (failIfWorse !== true) return
  const against = primaryDifferences(comparison).filter(
    ({ baseline_run_id }) => baseline_run_id === comparison.baseline_run_id,
  )
  const names = new Map(comparison.runs.map(({ run_id, name }) => [run_id, name]))
  const named = (found: readonly Difference[]) => found.map(({ run_id }) => names.get(run_id) ?? run_id).join(', ')
  const { metric } = comparison.verdict
  const baseline = names.get(comparison.baseline_run_id) ?? comparison.baseline_run_id
  const worse = against.filter(({ outcome }) => outcome === 'worse')
  if (worse.length > 0) throw failure(`${named(worse)}: worse than ${baseline} on ${metric} (--fail-if-worse).`)
  const doubtful = against.filter(({ outcome }) => outcome === 'undecided' || outcome === 'differs')
  if (undecided === 'fail' && doubtful.length > 0) {
    throw failure(`${named(doubtful)}: may be worse than ${baseline} on ${metric} (--undecided fail).`)
  }
}

function failure(message: string): CommandError {
  return new CommandError(message, exitCodes.runFailed, { code: 'WORSE' })
}
