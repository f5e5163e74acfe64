import { sql } from 'kysely'
import pg from 'pg'

const mark = '/* prepared */'

/**
 * Put in front of a hot read (`.modifyFront(prepared)`): each connection then parses and plans it once.
 *
 * Only for look-ups by key, whose plan does not depend on the size of a table: a plan that was made when a table was
 * small is used until the next analyze, and joins or sorts would be very slow meanwhile.
 */
export const prepared = sql.raw(mark)

/**
 * A client that prepares the statements that are marked so, or all that carry values.
 *
 * After a change of a table its prepared statements fail for good ("cached plan must not change result type"); the
 * connection is then given up, and the next one prepares them anew.
 */
export function preparingClient({ every }: { readonly every: boolean }): typeof pg.Client {
  const names = new Map<string, string>()

  function nameOf(text: string): string {
    const name = names.get(text) ?? `assay_${names.size}`
    names.set(text, name)
    return name
  }

  return class PreparingClient extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: it takes whatever pg's client takes, in all its forms
    override query(...given: any[]): any {
      const [text, values] = given
      const hasValues = given.length === 2 && typeof text === 'string' && Array.isArray(values) && values.length > 0
      if (!hasValues || !(every || text.includes(mark))) return Reflect.apply(super.query, this, given)
      return super.query({ name: nameOf(text), text, values }).catch(async (error: unknown) => {
        if (isStalePlan(error)) await this.end()
        throw error
      })
    }
  }
}

function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '0A000' && error.message.includes('cached plan')
}
