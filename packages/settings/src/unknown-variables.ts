import { nearestNames } from '@assay/metrics'
import type { Variables } from './read-settings.ts'
import { settings, variableOf } from './settings.ts'

const own = /^ASSAY_/

/** Variables of programs other than the server: SDK and CLI. */
const ofClients = ['ASSAY_URL', 'ASSAY_API_KEY', 'ASSAY_PROFILE']

const ofTests = /^ASSAY_TEST_/

const variableNames: readonly string[] = Object.keys(settings.shape).map(variableOf)

/** Warns of each `ASSAY_` variable that nothing reads, as one that is misspelt has no effect. */
export function unknownVariables(variables: Variables): string[] {
  const known = [...variableNames, ...ofClients]
  return Object.keys(variables)
    .filter((name) => own.test(name) && !ofTests.test(name) && !known.includes(name))
    .toSorted()
    .map((name) => `${name} is not a setting${meant(name, known)}`)
}

function meant(name: string, known: readonly string[]): string {
  // the beginning that all share says nothing about what is meant
  const nearest = nearestNames(
    name.replace(own, ''),
    known.map((one) => one.replace(own, '')),
  )
  if (nearest.length === 0) return ''
  return `; did you mean ${nearest.map((one) => `ASSAY_${one}`).join(' or ')}?`
}
