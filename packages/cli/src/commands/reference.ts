import type { Reference, ReferenceSetParams } from '@assay/sdk'
import type { Command } from 'commander'
import { type ListOptions, showItems, takeFirst } from '../listing.ts'
import { wholeNumber } from '../option/option.ts'
import type { OpenSession } from '../session/session.ts'

interface SetOptions {
  readonly column?: string
  readonly comment?: string
}

/** `assay references …`. */
export function addReferenceCommands(program: Command, open: OpenSession): void {
  const references = program.command('references').description('what good outputs look like, reviewed by people')

  references
    .command('list')
    .description('list the references of a dataset, with who wrote each')
    .argument('<dataset-id>')
    .option('--column <column>', 'that holds them; default: as it is called')
    .option('--limit <n>', 'at most so many', wholeNumber(1), 20)
    .action(async (id: string, { column, limit }: ListOptions & SetOptions) => {
      const session = await open()
      const page = { limit: Math.min(1000, limit), ...(column !== undefined && { column }) }
      showItems(session, await takeFirst(session.assay.references.list(id, page), limit), {
        'Example>': ({ example }) => String(example),
        Reviewed: ({ review }) => review?.verdict ?? '–',
        Author: ({ author }) => author ?? '–',
        Reference: ({ reference }) => reference ?? '–',
      })
    })

  const verdicts = [
    ['accept', 'say that a reference is good as it is', { verdict: 'accepted' }],
    ['reject', 'take a reference away', { verdict: 'rejected' }],
  ] as const
  for (const [name, description, said] of verdicts) {
    addVerdict(references.command(name).description(description)).action(
      async (id: string, example: string, options: SetOptions) => set(open, { id, example, ...said, ...options }),
    )
  }
  addVerdict(references.command('correct').description('put another text in the place of a reference'))
    .argument('<text>')
    .action(async (id: string, example: string, reference: string, options: SetOptions) =>
      set(open, { id, example, verdict: 'corrected', reference, ...options }),
    )
}

function addVerdict(command: Command): Command {
  return command
    .argument('<dataset-id>')
    .argument('<example>', 'its number, from 0')
    .option('--column <column>', 'that holds the references; default: as it is called')
    .option('--comment <text>', 'why')
}

async function set(
  open: OpenSession,
  { id, example, ...said }: ReferenceSetParams & { readonly id: string; readonly example: string },
): Promise<void> {
  const { assay, show } = await open()
  show(await assay.references.set(id, wholeNumber(0)(example), said), sentence)
}

function sentence({ example, review, reference }: Reference): string {
  return `Example ${example} is ${review?.verdict}: ${reference ?? 'it has no reference'}`
}
