import { describe, expect, it } from 'vitest'
import { WorkRefused } from '../refusal.ts'
import { referenceOf, repositoryOf } from './image-reference.ts'

const digest = `sha256:${'0a'.repeat(32)}`

describe('the reference of an image', () => {
  it.each([
    ['alpine', 'alpine:latest', 'alpine'],
    ['library/alpine:3', 'library/alpine:3', 'library/alpine'],
    ['registry.example.org/a/b', 'registry.example.org/a/b:latest', 'registry.example.org/a/b'],
    ['localhost:5000/a/b:1.2-x', 'localhost:5000/a/b:1.2-x', 'localhost:5000/a/b'],
    [`localhost:5000/a@${digest}`, `localhost:5000/a@${digest}`, 'localhost:5000/a'],
    [`a/b:1@${digest}`, `a/b@${digest}`, 'a/b'],
  ])('of %s is %s', (image, reference, repository) => {
    expect(referenceOf(image)).toBe(reference)
    expect(repositoryOf(reference)).toBe(repository)
  })

  it.each(['', 'a b', '../a', 'https://a/b', 'a:b:c', 'a@sha256:1', '-a', 'a?fromSrc=x'])('is not "%s"', (image) => {
    expect(() => referenceOf(image)).toThrow(WorkRefused)
  })
})
