import { z } from 'zod'
import { applicationEntry } from './application.ts'

/**
 * JSON Schema (2020-12) of a catalogue file, for editors: an entry, or a list of entries.
 *
 * @example
 * // at the top of a YAML file:
 * // # yaml-language-server: $schema=https://assay.example.org/api/v1/applications.schema.json
 * writeFileSync('applications.schema.json', JSON.stringify(applicationSchema()))
 */
export function applicationSchema(): Record<string, unknown> {
  const { $schema, $defs, ...entry } = z.toJSONSchema(applicationEntry, { io: 'input', unrepresentable: 'any' })
  const $ref = '#/$defs/entry'
  return {
    $schema,
    title: 'Assay: catalogue of applications',
    description: 'Entrypoints of applications, as "assay applications apply" takes them.',
    anyOf: [{ $ref }, { type: 'array', items: { $ref } }],
    $defs: { ...$defs, entry: { ...entry, allOf: [...together] } },
  }
}

/** What the entry demands of fields together, which a schema of fields does not say. */
const together = [
  { anyOf: [{ required: ['command'] }, { required: ['shell'] }, { required: ['image'] }] },
  { not: { required: ['command', 'shell'] } },
  { anyOf: [{ not: { required: ['folder'] } }, { required: ['image'] }] },
  { anyOf: [{ not: isExecutor('docker') }, { required: ['image'] }] },
  { not: { ...isExecutor('process'), required: ['executor', 'image'] } },
]

function isExecutor(executor: string) {
  return { properties: { executor: { const: executor } }, required: ['executor'] }
}
