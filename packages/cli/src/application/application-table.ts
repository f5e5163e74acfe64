import type { Application } from '@assay/sdk'
import { renderFacts, renderTable } from '../table/table.ts'
import { formatBytes, formatTime } from '../terminal/number-format.ts'
import type { Paper } from '../terminal/terminal.ts'
import { describeParameter } from './parameter-words.ts'

type Entrypoint = Application['entrypoints'][number]

/** A version: its entrypoints in a table, or one of them with all that is known of it. */
export function renderApplication({ entrypoints }: Application, paper: Paper): string {
  const [first] = entrypoints
  return first && entrypoints.length === 1 ? renderEntrypoint(first, paper) : renderEntrypoints(entrypoints, paper)
}

function renderEntrypoints(entrypoints: readonly Entrypoint[], paper: Paper): string {
  const rows = entrypoints.map(({ entrypoint, definition, used_at }) => [
    entrypoint,
    definition.requires.join(', '),
    Object.keys(definition.parameters).join(', '),
    used_at === null ? 'no' : 'yes',
    definition.description,
  ])
  return renderTable(rows, { ...paper, head: ['Entrypoint', 'Requires', 'Parameters', 'Used', 'Description'] })
}

function renderEntrypoint(entrypoint: Entrypoint, paper: Paper): string {
  const { application, version, definition, files, used_at, updated_at } = entrypoint
  const { command, shell, image, requires, secrets, resources } = definition
  const facts = {
    Application: `${application}/${version}/${entrypoint.entrypoint}`,
    Description: definition.description || undefined,
    Image: image,
    Command: command?.map((part) => (/^[\w@%+=:,./${}-]+$/.test(part) ? part : JSON.stringify(part))).join(' '),
    Shell: shell,
    Files: files.map(({ path, size_bytes }) => `${path} (${formatBytes(size_bytes)})`).join(', ') || undefined,
    Requires: requires.join(', ') || undefined,
    Inputs: Object.keys(definition.inputs).join(', ') || undefined,
    Outputs: Object.keys(definition.outputs).join(', ') || undefined,
    Secrets: secrets.map(({ secret }) => secret).join(', ') || undefined,
    Resources: `${resources.cpu} CPU, ${formatBytes(resources.memory_bytes)}${resources.gpu > 0 ? `, ${resources.gpu} GPU` : ''}`,
    Updated: formatTime(updated_at),
    'Used since': used_at === null ? 'not yet: it may still change' : formatTime(used_at),
  }
  const parameters = Object.entries(definition.parameters).map(([name, parameter]) => [
    name,
    ...describeParameter(parameter),
  ])
  const table =
    parameters.length === 0
      ? []
      : ['', renderTable(parameters, { ...paper, head: ['Parameter', 'Takes', 'Default', 'Description'] })]
  return [renderFacts(facts, paper), ...table].join('\n')
}
