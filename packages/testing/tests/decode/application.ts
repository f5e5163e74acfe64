import type { Platform } from '../../src/index.ts'
import { insertEntrypoints } from '../../src/index.ts'

/** An application as DECODE's file describes one: three kinds of inputs, three of outputs, one variable. */
export async function addApplication(platform: Platform): Promise<void> {
  const output = (to: 'output' | 'log' | 'artifact', path: string) => ({ path, to, optional: true })
  await insertEntrypoints(platform, [
    {
      ...address,
      image: 'app:test',
      folder: '/files',
      network: true,
      shell: 'cat config/* > output/result.txt && echo $TEST_ENV',
      allowed_environment: ['TEST_ENV'],
      inputs: {
        config_id: { mount: 'config', optional: true },
        data_ids: { mount: 'data', optional: true },
        artifact_ids: { mount: 'artifact', optional: true },
      },
      outputs: { output: output('output', 'output'), log: output('log', 'log'), artifact: output('artifact', 'model') },
    },
  ])
}

export const address = { application: 'app', version: 'latest', entrypoint: 'test' }

/** What a client of DECODE sends for a job that asks for nothing. */
export function jobOf(job_name: string, more: object = {}) {
  return {
    job_name,
    application: address,
    attributes: { files_down: { config_id: null, data_ids: [], artifact_ids: [] }, env_vars: {} },
    hardware: {},
    ...more,
  }
}
