import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { documentedVariables, variablesIn } from '@assay/settings/testing'
import { expect, it } from 'vitest'
import { readEnvironment } from './env.ts'

it('reads what the manual says that servers and npm start read', () => {
  expect(variablesIn(readEnvironment({}))).toEqual(documentedVariables(/servers|npm start/))
})

it('keeps objects in the data directory unless told otherwise', () => {
  const { data_dir, storage_url } = readEnvironment({ ASSAY_DATA_DIR: 'data' })
  expect(data_dir).toBe(resolve('data'))
  expect(storage_url).toBe(pathToFileURL(join(data_dir, 'storage/')).href)
})

it('lets nobody be a user who presents nothing, unless only this machine can connect', () => {
  const ASSAY_OPEN_USER = 'ada@example.org'
  expect(readEnvironment({ ASSAY_OPEN_USER, ASSAY_HOST: '127.0.0.1' }).open_user).toBe(ASSAY_OPEN_USER)
  expect(() => readEnvironment({ ASSAY_OPEN_USER, ASSAY_HOST: '0.0.0.0' })).toThrow(/^ASSAY_OPEN_USER .*ASSAY_HOST=127/)
})
