import { expect, it } from 'vitest'
import { decodeEntryOf } from './decode-application.ts'
import { readDecodeCatalogue } from './decode-catalogue.ts'

const file = `
smlm:
  v1:
    fit: &fit
      app:
        cmd:
          - "mkdir /files/output &&"
          - "fit --frames=$(find /files/data -name '*.tif*' | head -n 1)"
          - "> /files/output/log.txt"
        env: [SMLM_MODE]
      handler:
        image_url: "registry.example.org/smlm:v1"
        files_down: { config_id: config, data_ids: /data/, artifact_ids: artifact }
        files_up: { artifact: output, log: log }
        notes: kept
      aws_resources: { hardware: { MEMORY: 8000, VCPU: 4, GPU: 1 }, timeout: 18000 }
  latest:
    fit:
      <<: *fit
      aws_resources: ~
`

it('makes entries of ours of DECODE’s, which keep all that it says', () => {
  const { entries, faults, placeOf } = readDecodeCatalogue(file)
  expect(faults).toEqual([])
  const [first, second] = entries
  expect(first).toMatchObject({
    ...{ application: 'smlm', version: 'v1', entrypoint: 'fit', image: 'registry.example.org/smlm:v1' },
    folder: '/files',
    shell: "mkdir /files/output && fit --frames=$(find /files/data -name '*.tif*' | head -n 1) > /files/output/log.txt",
    allowed_environment: ['SMLM_MODE'],
    inputs: {
      config_id: { mount: 'config', optional: true },
      data_ids: { mount: 'data', optional: true },
      artifact_ids: { mount: 'artifact', optional: true },
    },
    outputs: {
      artifact: { path: 'output', to: 'artifact', optional: true },
      log: { path: 'log', to: 'log', optional: true },
    },
    resources: { cpu: 4, memory_bytes: 8000 * 1024 ** 2, gpu: 1 },
    ...{ timeout_seconds: 18_000, network: true, changeable: true },
  })
  expect(first && decodeEntryOf(first)).toMatchObject({
    app: { cmd: { length: 3 }, env: ['SMLM_MODE'] },
    handler: { files_down: { data_ids: '/data/' }, notes: 'kept' },
    aws_resources: { hardware: { MEMORY: 8000, VCPU: 4, GPU: 1 }, timeout: 18_000 },
  })
  expect(second).toMatchObject({ version: 'latest', resources: { cpu: 1, gpu: 0 }, timeout_seconds: 2_592_000 })
  expect(placeOf('entries.1.shell')).toMatchObject({ line: 18 })
})

it.each([
  ['smlm: {v1: {fit: {app: {cmd: [a]}, handler: {}}}}', 'smlm.v1.fit.handler.image_url', 'must name an image'],
  ['smlm: {v1: {fit: {app: {cmd: [1]}, handler: {image_url: a}}}}', 'smlm.v1.fit.app.cmd.0', 'must be text'],
  ['smlm: {v1: [fit]}', 'smlm.v1', 'must hold entrypoints'],
  ['smlm: {v 1: {fit: {app: {cmd: [a]}, handler: {image_url: a}}}}', 'smlm.v 1.fit', /^version must be 1 to 63/],
  [
    'smlm: {v1: {fit: {app: {cmd: [a]}, handler: {image_url: a, files_down: {data_ids: ../x}}}}}',
    'smlm.v1.fit',
    /^inputs.data_ids.mount must be a path below/,
  ],
  ['[]', undefined, /^must hold applications/],
  ['{}', undefined, 'There is no entry in it.'],
])('says what is wrong with %s', (written, path, message) => {
  const { entries, faults } = readDecodeCatalogue(written)
  expect(entries).toEqual([])
  expect(faults).toMatchObject([{ ...(path && { path }), message: expect.stringMatching(message) }])
})

it('says where a file cannot be read', () => {
  expect(readDecodeCatalogue('a: {b: [').faults[0]).toMatchObject({ line: 1 })
})
