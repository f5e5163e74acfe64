import type { TaskEntry } from '@assay/sdk'
import type { Command } from 'commander'
import { showItems } from '../listing.ts'
import { names } from '../option/option.ts'
import type { OpenSession } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'

/** `assay tasks …`. */
export function addTaskCommands(program: Command, open: OpenSession): void {
  const tasks = program.command('tasks').description('what models can be asked to do')

  tasks
    .command('list')
    .description('list the tasks of every installation, and yours')
    .action(async () => {
      const session = await open()
      showItems(session, await session.assay.tasks.list(), {
        Id: ({ id }) => id,
        Name: ({ name }) => name,
        Models: ({ models }) => models.join(', '),
        Description: ({ description }) => description,
      })
    })

  tasks
    .command('get')
    .description('show a task: what models are told, and which languages it can name')
    .argument('<task>')
    .action(async (id: string) => {
      const { assay, show, terminal } = await open()
      show(await assay.tasks.get(id), (task) => renderFacts(factsOf(task), terminal))
    })

  tasks
    .command('create')
    .description('keep a task')
    .argument('<name>')
    .option('--description <text>', 'what it is about')
    .option('--models <names>', 'models that do it, between commas', names, [])
    .action(async (name: string, options: { readonly description?: string; readonly models: string[] }) => {
      const { assay, show } = await open()
      show(await assay.tasks.create({ name, ...options }), ({ id }) => `Kept ${name} as ${id}.`)
    })

  tasks
    .command('delete')
    .description('forget a task of yours')
    .argument('<task-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      await assay.tasks.delete(id)
      show({ deleted: id }, () => `Forgot ${id}.`)
    })
}

function factsOf({ id, name, description, models, system_prompt, languages }: TaskEntry) {
  const named = languages.map((language) => `${language.name} (${language.code})`).join(', ')
  const prompt = { 'models are told': system_prompt ?? undefined, languages: named === '' ? undefined : named }
  return { id, name, description, models: models.join(', '), ...prompt }
}
