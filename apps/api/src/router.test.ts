import type { inferRouterError, inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { describe, expectTypeOf, it } from 'vitest'
import type { AppRouter } from './router.ts'

/** `true` where a type is, or holds, `any`; what the language's own types hold does not count. */
type HoldsAny<T, Depth extends readonly unknown[] = []> = 0 extends 1 & T
  ? true
  : Depth['length'] extends 10
    ? false
    : T extends readonly (infer Item)[]
      ? HoldsAny<Item, [...Depth, 0]>
      : T extends AsyncIterable<infer Item>
        ? HoldsAny<Item, [...Depth, 0]>
        : T extends object
          ? { [Key in keyof T]-?: HoldsAny<T[Key], [...Depth, 0]> }[keyof T]
          : false

describe('the type of the router', () => {
  it('finds any where there is some', () => {
    // biome-ignore lint/suspicious/noExplicitAny: what is looked for
    expectTypeOf<HoldsAny<{ a: { b: any }[] }>>().toEqualTypeOf<true>()
    expectTypeOf<HoldsAny<{ a: { b: unknown }; c: string | null }>>().toEqualTypeOf<false>()
  })

  it('holds no any in what goes in, comes out, or goes wrong', () => {
    expectTypeOf<HoldsAny<inferRouterInputs<AppRouter>>>().toEqualTypeOf<false>()
    expectTypeOf<HoldsAny<inferRouterOutputs<AppRouter>>>().toEqualTypeOf<false>()
    expectTypeOf<HoldsAny<inferRouterError<AppRouter>>>().toEqualTypeOf<false>()
  })

  it('shows of a request its id and nothing else', () => {
    type Context = AppRouter['_def']['_config']['$types']['ctx']
    expectTypeOf<keyof Context>().toEqualTypeOf<'request_id'>()
    expectTypeOf<HoldsAny<AppRouter['_def']['_config']['$types']>>().toEqualTypeOf<false>()
  })

  it('refuses what the schemas refuse', () => {
    type Inputs = inferRouterInputs<AppRouter>
    expectTypeOf<{ dataset_id: number }>().not.toExtend<Inputs['datasets']['get']>()
    expectTypeOf<{ upload_id: string; colour: string }>().toExtend<Inputs['datasets']['create']>()
    expectTypeOf<{ name: string }>().not.toExtend<Inputs['datasets']['create']>()
  })
})
