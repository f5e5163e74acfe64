import type { CompletionPart, ModelChoice } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { addEndpointOptions, type EndpointOptions } from '../option/endpoint-options.ts'
import { toModelChoices } from '../option/model-choice.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { readInput } from '../terminal/question.ts'

/** `assay ask <model> [prompt]`. */
export function addAskCommand(program: Command, open: OpenSession): void {
  const ask = program
    .command('ask')
    .description('ask a model once, and print its answer as it comes')
    .argument('<model>', 'a name of the catalogue, or name@https://…/v1')
    .argument('[prompt]', 'what it is given; read from stdin unless given')
  addEndpointOptions(ask)
    .addHelpText('after', examples)
    .action(async (name: string, prompt: string | undefined, options: EndpointOptions) => {
      const session = await open()
      const model = await findModel(session, name, options)
      const parts = session.assay.models.complete({ model, prompt: prompt ?? (await readInput()) })
      if (session.isJson) session.show(await parts, ({ output }) => output)
      else await showParts(session, parts)
    })
}

async function findModel({ assay }: Session, name: string, options: EndpointOptions): Promise<ModelChoice> {
  const listed = await assay.models.list({ limit: 200 }).toArray()
  const [model] = toModelChoices([name], { ...options, catalogue: new Set(listed.map((entry) => entry.name)) })
  if (model === undefined) throw wrongUsage('Say which model to ask.')
  return model
}

async function showParts({ terminal }: Session, parts: AsyncIterable<CompletionPart>): Promise<void> {
  let printed = ''
  for await (const part of parts) {
    if (part.type === 'text') {
      printed += part.text
      terminal.write(part.text)
    }
    if (part.type !== 'end') continue
    const { output, finish_reason, input_tokens, output_tokens, cost, latency_ms } = part.completion
    terminal.print(printed === '' ? output : '')
    const facts = [
      ...(finish_reason === 'length' ? ['cut off'] : []),
      ...(input_tokens === null || output_tokens === null ? [] : [`${input_tokens} + ${output_tokens} tokens`]),
      ...(cost === null ? [] : [`cost ${cost}`]),
      `${(latency_ms / 1000).toFixed(1)} s`,
    ]
    terminal.say(facts.join(', '))
  }
}

const examples = `
Examples:
  assay ask acme/summarizer 'Say hello.'
  assay ask gpt-4o-mini@https://api.openai.com/v1 --secret OPENAI_API_KEY < question.txt`
