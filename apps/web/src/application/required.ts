import type { Application } from '@assay/schemas'

export type Entrypoint = Application['entrypoints'][number]

/** An entrypoint with all that must run before it. */
export function withRequired({ entrypoints }: Application, entrypoint: string): Entrypoint[] {
  const byName = new Map(entrypoints.map((one) => [one.entrypoint, one]))
  const wanted = new Set([entrypoint])
  // what is added while it goes is looked at, too
  for (const name of wanted) for (const needed of byName.get(name)?.definition.requires ?? []) wanted.add(needed)
  return [...wanted].flatMap((name) => byName.get(name) ?? [])
}

/** What can be given for these entrypoints: each name once, as the first of them describes it. */
export function asked(entrypoints: readonly Entrypoint[]) {
  const parameters = entrypoints.flatMap(({ definition }) => Object.entries(definition.parameters)).reverse()
  const inputs = entrypoints.flatMap(({ definition }) => Object.entries(definition.inputs)).reverse()
  return {
    parameters: Object.entries(Object.fromEntries(parameters)).reverse(),
    inputs: Object.entries(Object.fromEntries(inputs.filter(([, { of }]) => of === undefined))).reverse(),
  }
}
