import { type CommandResult, run, workspaceEnv } from './command.ts'

export interface Check {
  readonly name: string
  readonly command: readonly string[]
}

/** Lanes run beside each other; the checks of a lane one after the other. */
export const lanes: readonly (readonly Check[])[] = [
  [
    { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '.'] },
    { name: 'arrows', command: ['node', 'tooling/arrows.ts'] },
    { name: 'figures of sources', command: ['node', 'tooling/figures.ts'] },
    { name: 'pinned versions', command: ['node', 'tooling/versions.ts'] },
    { name: 'page of metrics', command: ['node', 'tooling/metrics-page.ts', '--check'] },
    { name: 'unused code', command: ['knip', '--treat-config-hints-as-errors'] },
    { name: 'types', command: ['tsc', '--noEmit', '--pretty', 'false'] },
    { name: 'types of pages', command: ['node', 'tooling/page-types.ts'] },
  ],
  [
    { name: 'build', command: ['turbo', 'run', 'build', '--output-logs=errors-only'] },
    { name: 'published packages', command: ['node', 'tooling/packages.ts'] },
  ],
]

export function runCheck(check: Check): Promise<CommandResult> {
  return run(check.command, { env: { ...workspaceEnv, DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1' } })
}
