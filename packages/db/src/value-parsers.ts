import pg from 'pg'

const { builtins } = pg.types
const arrayOf: Record<'text' | 'int8' | 'timestamptz', number> = { text: 1009, int8: 1016, timestamptz: 1185 }

type Parse = (text: string) => unknown

function parseInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`The bigint ${text} does not fit a JavaScript number`)
  return value
}

/** `2026-11-21 05:30:00.123456+00` as `2026-11-21T05:30:00.123Z`. */
function parseInstant(text: string): string {
  if (text.endsWith('infinity')) return text
  if (text.length > 29 || !text.endsWith('+00') || text.length < 22) return new Date(text).toISOString()
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).slice(0, 3).padEnd(3, '0')}Z`
}

function parseArray(parse: Parse): Parse {
  const split: (text: string) => (string | null)[] = pg.types.getTypeParser(arrayOf.text, 'text')
  return (text) => split(text).map((element) => (element === null ? null : parse(element)))
}

function untouched(text: string): string {
  return text
}

const parsers = new Map<number, Parse>([
  [builtins.INT8, parseInteger],
  [arrayOf.int8, parseArray(parseInteger)],
  [builtins.TIMESTAMPTZ, parseInstant],
  [arrayOf.timestamptz, parseArray(parseInstant)],
  [builtins.TIMESTAMP, untouched],
  [builtins.DATE, untouched],
])

/** As they are sent to clients: bigint as a number, an instant as ISO 8601 with Z and milliseconds, dates as text. */
export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (format === 'binary' ? undefined : parsers.get(oid)) ?? pg.types.getTypeParser(oid, format),
}
