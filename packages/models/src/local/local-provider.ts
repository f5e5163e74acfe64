import type { Provider, SpecOf } from '../provider.ts'

export const localProvider: Provider<SpecOf<'local'>> = {
  offline: true,
  problems: () => [],
  needs: () => ({ input: true, columns: [] }),
  open() {
    throw new Error('later')
  },
}
