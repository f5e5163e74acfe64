import { createRegistry } from '@assay/metrics'
import { expect, it } from 'vitest'

const long = (letters: string) => letters.repeat(40_000)

/** Texts whose table is allowed once, but not twenty times. */
const texts: Readonly<Record<string, readonly [prediction: string, reference: string]>> = {
  levenshtein: [`x${long('ab')}`, `y${long('ba')}`],
  cer: [`x${'ab'.repeat(15_000)}`, `y${'ba'.repeat(15_000)}`],
  wer: [`x ${'a b '.repeat(15_000)}`, `y ${'b a '.repeat(15_000)}`],
  rouge: ['a b '.repeat(40_000), 'b a '.repeat(40_000)],
}

it.each(Object.entries(texts))(
  '%s shares its work among the references, and says which lengths were too much',
  async (name, [prediction, reference]) => {
    const scorer = await createRegistry().find(name)?.scorer()
    const example = { prediction, references: Array.from({ length: 20 }, () => reference) }
    const scores = await scorer?.score(example)
    expect(Object.values(scores ?? {})).toContain(null)
    expect(scorer?.reason?.(example)).toMatch(
      new RegExp(
        `too long for .*: a prediction of ${prediction.length} characters and 20 references of up to ${reference.length}\\.$`,
      ),
    )
    expect(scorer?.explain?.(example) ?? []).toBeDefined()
  },
)

it('compares texts of 20,000 characters with twenty references', async () => {
  const scorer = await createRegistry().find('levenshtein')?.scorer()
  const references = Array.from({ length: 20 }, (_, at) => `${at}${'ba'.repeat(10_000)}`)
  expect(await scorer?.score({ prediction: `x${'ab'.repeat(10_000)}`, references })).toMatchObject({
    levenshtein: expect.any(Number),
  })
})
