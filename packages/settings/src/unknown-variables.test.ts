import { expect, it } from 'vitest'
import { unknownVariables } from './unknown-variables.ts'

it('names what nothing reads, with what may be meant', () => {
  expect(unknownVariables({ ASSAY_PROT: '80', ASSAY_ZZZZZZZZZZZZ: '1', ASSAY_URI: 'x' })).toEqual([
    'ASSAY_PROT is not a setting; did you mean ASSAY_PORT or ASSAY_PROXY?',
    'ASSAY_URI is not a setting; did you mean ASSAY_URL?',
    'ASSAY_ZZZZZZZZZZZZ is not a setting',
  ])
})

it('knows what other programs of ours read, and leaves alone what is not ours', () => {
  const others = { ASSAY_URL: 'x', ASSAY_API_KEY: 'x', ASSAY_PROFILE: 'x', ASSAY_TEST_CHROMIUM: 'x', PORT: '80' }
  expect(unknownVariables({ ...others, ASSAY_WORKER_NAME: 'x' })).toEqual([])
})
