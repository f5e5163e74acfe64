import { expect, it } from 'vitest'
import { pullProgress } from './pull-progress.ts'

it('counts loading and unpacking of each layer, and never goes back', () => {
  const progress = pullProgress()
  const said = [
    { status: 'Pulling from library/a', id: '1' },
    { status: 'Pulling fs layer', id: 'a' },
    { status: 'Already exists', id: 'b' },
    { status: 'Downloading', id: 'a', progressDetail: { current: 50, total: 100 } },
    { status: 'Downloading', id: 'a', progressDetail: {} },
    { status: 'Pulling fs layer', id: 'c' },
    { status: 'Download complete', id: 'a' },
    { status: 'Extracting', id: 'a', progressDetail: { current: 100, total: 100 } },
    { status: 'Pull complete', id: 'a' },
    { status: 'Pull complete', id: 'c' },
    { status: 'Digest: sha256:0' },
  ].map(progress)
  expect(said.map((share) => Number(share.toFixed(2)))).toEqual([
    ...[0, 0, 0.5, 0.63, 0.63, 0.63, 0.63, 0.67, 0.67, 1, 1],
  ])
})
