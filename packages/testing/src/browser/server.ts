import { type SpawnedProgram, spawnProgram } from '../spawned-program.ts'

/** A server of its own, on any free port. */
export function startServer(data_dir: string, env: Record<string, string> = {}): SpawnedProgram {
  return spawnProgram('apps/standalone/src/main.ts', {
    env: { ASSAY_DATA_DIR: data_dir, ASSAY_PORT: '0', ASSAY_SAMPLE: 'off', ASSAY_LOG_LEVEL: 'warn', ...env },
  })
}
