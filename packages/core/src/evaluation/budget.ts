import { isOffline } from '@assay/models'
import { type Budget, DomainError, type ModelSpec } from '@assay/schemas'

/** Where money is limited, each model that is called says what it costs. Throws INPUT_INVALID. */
export function requirePrices(budget: Budget | undefined, specs: readonly ModelSpec[]): void {
  if (budget?.cost === undefined) return
  const unpriced = specs.filter((spec) => spec.provider !== 'dataset' && !isOffline(spec) && !hasPrice(spec))
  const issues = unpriced.map((spec) => {
    const name = 'model' in spec ? spec.model : spec.provider
    return { path: 'budget.cost', message: `cannot be kept to: ${name} has no price; give it one, or limit tokens` }
  })
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues })
}

function hasPrice(spec: ModelSpec): boolean {
  return 'price' in spec && spec.price !== undefined
}
