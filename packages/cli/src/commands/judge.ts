import { readFile } from 'node:fs/promises'
import { judgeCreateInput } from '@assay/schemas'
import type { Judge, JudgeCreateParams } from '@assay/sdk'
import type { Command } from 'commander'
import { parse } from 'yaml'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'
import { type ListOptions, listCommand, pageSize, showItems, takeFirst } from '../listing.ts'
import { toJudgeModel } from '../option/judge-model.ts'
import type { OpenSession } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { addCalibrationCommands } from './judge-calibration.ts'

interface CreateOptions {
  readonly model?: string
  readonly secret?: string
}

/** `assay judges …`. */
export function addJudgeCommands(program: Command, open: OpenSession): void {
  const judges = program
    .command('judges')
    .description('models that score predictions by criteria: metrics judge/<name>')
  addCreate(judges, open)
  addCalibrationCommands(judges, open)

  listCommand(judges, 'list your judges')
    .option('--builtin', 'those that come with Assay instead')
    .action(async ({ limit, builtin }: ListOptions & { readonly builtin?: true }) => {
      const session = await open()
      const params = { limit: pageSize(limit), builtin: builtin === true }
      showItems(session, await takeFirst(session.assay.judges.list(params), limit), {
        Name: ({ name }) => name,
        'Version>': ({ version }) => String(version),
        Model: modelOf,
        Needs: ({ needs }) => needs.join(', '),
        Scores: ({ scores }) => scores.join(', '),
      })
    })

  judges
    .command('get')
    .description('show a judge')
    .argument('<name>')
    .action(async (name: string) => {
      const { assay, show, terminal } = await open()
      show(await assay.judges.get(name), (judge) => {
        const criteria = judge.criteria.map(({ name: criterion, scale }) => `${criterion} (${scale.join(' to ')})`)
        const { version, needs, scores, prompt } = judge
        const facts = { name, version: String(version), model: modelOf(judge), criteria: criteria.join(', ') }
        return renderFacts({ ...facts, needs: needs.join(', '), scores: scores.join(', '), prompt }, terminal)
      })
    })

  judges
    .command('remove')
    .description('remove a judge with all its versions; runs keep the one that they were scored by')
    .argument('<name>')
    .action(async (name: string) => {
      const { assay, show } = await open()
      await assay.judges.remove(name)
      show({ removed: name }, () => `Removed ${name}.`)
    })
}

function modelOf({ model }: Judge): string {
  if (model === null) return '--judge-model'
  return model.provider === 'dataset' ? model.column : model.model
}

function addCreate(judges: Command, open: OpenSession): void {
  judges
    .command('create')
    .description('make a judge from a file, or its next version')
    .argument('<judge.yaml>', 'name, criteria and the rest, in YAML or JSON')
    .option('--model <model>', 'who judges, as name@https://…/v1, where the file does not say so')
    .option('--secret <name>', 'the secret that holds the API key of that model ("assay secrets set")')
    .addHelpText('after', createExamples)
    .action(async (path: string, { model, secret }: CreateOptions) => {
      const said = await readJudge(path)
      const { assay, show } = await open()
      const chosen = model === undefined ? {} : { model: toJudgeModel(model, secret) }
      const judge = await assay.judges.create(checked({ ...said, ...chosen }, path))
      show(judge, ({ name, version, scores }) => `Judge ${name}, version ${version}; its scores: ${scores.join(', ')}.`)
    })
}

const loose = z.record(z.string(), z.unknown())

async function readJudge(path: string): Promise<Record<string, unknown>> {
  try {
    return loose.parse(parse(await readFile(path, 'utf8')))
  } catch (error) {
    throw new CommandError(`${path} is no judge in YAML or JSON: ${error instanceof Error ? error.message : error}`)
  }
}

function checked(judge: Record<string, unknown>, path: string): JudgeCreateParams {
  const read = judgeCreateInput.safeParse(judge)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new CommandError(`${path}: ${issue?.path.join('.')} ${issue?.message}`)
}

const createExamples = `
Examples:
  assay judges create tone.yaml --model gpt-4o@https://api.openai.com/v1 --secret OPENAI_API_KEY
  assay evaluate mails.csv --models lead-3 --metrics judge/tone
  assay evaluate news.csv --models lead-3,textrank --metrics judge/g_eval_summarization \\
    --judge-model gpt-4o@https://api.openai.com/v1 --judge-secret OPENAI_API_KEY`
