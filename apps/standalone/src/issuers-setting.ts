import { readFileSync } from 'node:fs'
import { issuerList } from '@assay/access'
import { z } from 'zod'

/** ASSAY_ISSUERS: outside issuers as a JSON array, or the path of a file that holds one. */
export const issuersSetting = z
  .string()
  .default('[]')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text.trim().startsWith('[') ? text : readFileSync(text, 'utf8'))
    } catch (error) {
      // not what the parser says, which repeats the text, and that holds secrets
      const reason = error instanceof SyntaxError ? 'is not valid JSON' : `cannot be read from the file "${text}"`
      context.addIssue(`${reason}; it takes a JSON array of issuers, or the path of a file with one`)
      return z.NEVER
    }
  })
  .pipe(issuerList)
