import { MetricError } from '../metric-error.ts'

/** Whether a pattern matches anywhere in a text. */
export type PatternTest = (text: string) => boolean

/** Makes tests of patterns in RE2 syntax: no backreferences, no look-around, and time linear in the text. */
export type PatternEngine = (pattern: string) => PatternTest

/** Longest pattern, in UTF-16 units: compiling one of megabytes would take minutes. */
const longestPattern = 10_000

/** Size of the compiled pattern × length of the text: a second or two. */
const mostPatternSteps = 2 ** 26

const missing = 'Patterns run in RE2, so that none can hang. Install the npm package "re2js" next to @assay/metrics.'

/** The engine of the optional peer `re2js`. @throws MetricError `METRIC_UNAVAILABLE` without it. */
export async function loadPatterns(): Promise<PatternEngine> {
  const engine = await findEngine()
  if (engine === undefined) throw new MetricError('METRIC_UNAVAILABLE', missing)
  return engine
}

/** Why patterns cannot be used here; `undefined` if they can. */
export async function missingPatterns(): Promise<string | undefined> {
  return (await findEngine()) === undefined ? missing : undefined
}

async function findEngine(): Promise<PatternEngine | undefined> {
  try {
    const { RE2JS } = await import('re2js')
    return (pattern) => {
      if (pattern.length > longestPattern) {
        throw new MetricError('OPTION_INVALID', `A pattern may have ${longestPattern} characters in RE2 here.`, {
          data: { length: pattern.length },
        })
      }
      const compiled = compile(() => RE2JS.compile(pattern))
      const size = compiled.programSize()
      return (text) => {
        if (size * text.length > mostPatternSteps) throw tooLarge()
        return compiled.matcher(text).find()
      }
    }
  } catch {
    return undefined
  }
}

function tooLarge(): MetricError {
  return new MetricError('TOO_LARGE', 'The pattern and the text are too long for each other: shorten one of them.')
}

function compile<Compiled>(make: () => Compiled): Compiled {
  try {
    return make()
  } catch (cause) {
    throw new MetricError(
      'OPTION_INVALID',
      'The pattern is not valid in RE2: look-around and backreferences are not.',
      {
        cause,
      },
    )
  }
}
