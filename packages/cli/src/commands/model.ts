import { modelOrigin, taskType } from '@assay/schemas'
import type { Assay, ModelEntry, ModelPutParams } from '@assay/sdk'
import { type Command, Option } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { showItems } from '../listing.ts'
import { addEndpointOptions, type EndpointOptions } from '../option/endpoint-options.ts'
import { toModelChoices } from '../option/model-choice.ts'
import { names } from '../option/option.ts'
import type { OpenSession } from '../session/session.ts'

/** `assay models …`. */
export function addModelCommands(program: Command, open: OpenSession): void {
  const models = program
    .command('models')
    .description('the model catalogue: your entries, those for everyone, built-in')
  addReading(models, open)
  addPut(models, open)

  models
    .command('remove')
    .description('remove an entry of yours')
    .argument('<name>')
    .option('--for-everyone', 'the one for everyone; for admins')
    .action(async (name: string, { forEveryone = false }: { readonly forEveryone?: boolean }) => {
      const { assay, show } = await open()
      await assay.models.remove(name, { for_everyone: forEveryone })
      show({ removed: name }, () => `Removed ${name}.`)
    })
}

type ModelListOptions = Partial<Pick<ModelEntry, 'origin'>> & { readonly task?: (typeof taskType.options)[number] }

function addReading(models: Command, open: OpenSession): void {
  models
    .command('list')
    .description('list the models that --models can name')
    .addOption(new Option('--task <task>', 'only those that can do it').choices(taskType.options))
    .addOption(new Option('--origin <origin>', 'only those from there').choices(modelOrigin.options))
    .action(async ({ task, origin }: ModelListOptions) => {
      const session = await open()
      const asked = { limit: 200, ...(task && { task }), ...(origin && { origin }) }
      showItems(session, await session.assay.models.list(asked).toArray(), {
        Name: ({ name }) => name,
        Provider: ({ provider }) => provider,
        Origin: ({ origin: from }) => from,
        Tasks: ({ tasks }) => tasks.join(', '),
        Description: ({ alias_of, description }) => (alias_of === null ? description : `→ ${alias_of}`),
      })
    })

  models
    .command('get')
    .description('show an entry: the model, how it is called, its price')
    .argument('<name>', 'its name, or its id')
    .action(async (name: string) => {
      const { assay, show } = await open()
      show(await assay.models.get(name), (entry) => JSON.stringify(entry, null, 2))
    })
}

interface PutOptions extends EndpointOptions {
  readonly aliasOf?: string
  readonly title?: string
  readonly description?: string
  readonly tasks?: string[]
  readonly forEveryone?: boolean
  readonly sharedSecret?: boolean
}

function addPut(models: Command, open: OpenSession): void {
  const put = models
    .command('put')
    .description('make an entry, or replace it: a model with all that it is called with, or an alias of another')
    .argument('<name>', 'what to write in --models, such as acme/summarizer')
    .argument('[model]', 'name@https://…/v1, or a name with --base-url; absent: --alias-of says which')
    .option('--alias-of <name>', 'the entry that it points at')
    .option('--title <text>', 'how people write it')
    .option('--description <text>', 'what it does')
    .option('--tasks <tasks>', `what it can do, between commas: ${taskType.options.join(', ')}; default: all`, names)
    .option('--for-everyone', 'everyone may name it; for admins')
    .option('--shared-secret', 'everyone calls it with your secret, and you pay')
  addEndpointOptions(put)
    .addHelpText('after', putExamples)
    .action(async (name: string, model: string | undefined, options: PutOptions) => {
      const { assay, show } = await open()
      show(await assay.models.put(name, await toPutParams(assay, model, options)), (entry) => `Put ${entry.name}.`)
    })
}

async function toPutParams(assay: Assay, model: string | undefined, options: PutOptions): Promise<ModelPutParams> {
  const { aliasOf, title, description, tasks, forEveryone, sharedSecret } = options
  return {
    ...(model === undefined ? aliasParams(aliasOf) : await modelParams(assay, model, options)),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(tasks && { tasks: taskType.array().parse(tasks) }),
    ...(forEveryone && { for_everyone: true }),
    ...(sharedSecret && { shared_secret: true }),
  }
}

function aliasParams(alias_of: string | undefined): Pick<ModelPutParams, 'alias_of'> {
  if (alias_of === undefined) throw wrongUsage('Say which model it is: name@https://…/v1, or --alias-of another entry.')
  return { alias_of }
}

async function modelParams(assay: Assay, model: string, options: PutOptions): Promise<ModelPutParams> {
  const listed = await assay.models.list({ limit: 200 }).toArray()
  const [choice] = toModelChoices([model], { ...options, catalogue: new Set(listed.map(({ name }) => name)) })
  if (typeof choice === 'string') return { alias_of: choice }
  if (choice === undefined || choice.provider === 'entry') throw wrongUsage('An entry has one model.')
  return { model: choice }
}

const putExamples = `
Examples:
  assay models put acme/summarizer llama3.2@http://localhost:11434/v1 --tasks summarization --temperature 0.3
  assay models put openai/gpt-4o gpt-4o@https://api.openai.com/v1 --secret OPENAI_API_KEY --price 2.5/10
  assay models put summarizer --alias-of acme/summarizer`
