import type { Application } from '@assay/schemas'
import { applicationTexts } from '../texts/application.ts'
import { durationText } from '../ui/duration.ts'
import { bytesText } from '../ui/number.ts'

const facts = 'grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 lg:grid-cols-[auto_1fr_auto_1fr] [&_dt]:text-quiet'
const secondMs = 1_000

/** What an entrypoint does, and what it takes. */
export function EntrypointFacts({ entrypoint }: { readonly entrypoint: Application['entrypoints'][number] }) {
  const { description, requires, resources, image, outputs, timeout_seconds, labels } = entrypoint.definition
  const { cpu, memory_bytes, gpu, gpu_model } = resources
  const needs = [
    applicationTexts.cores(cpu),
    bytesText(memory_bytes),
    ...(gpu > 0 ? [applicationTexts.gpus(gpu)] : []),
    ...(gpu_model === undefined ? [] : [gpu_model]),
    ...labels,
  ]
  return (
    <div className="grid max-w-4xl gap-3">
      {description !== '' && <p className="whitespace-pre-wrap">{description}</p>}
      <dl className={facts}>
        <dt>{applicationTexts.needs}</dt>
        <dd>{needs.join(', ')}</dd>
        <dt>{applicationTexts.within}</dt>
        <dd>{durationText(timeout_seconds * secondMs)}</dd>
        <dt>{applicationTexts.requires}</dt>
        <dd>{requires.join(', ') || applicationTexts.nothing}</dd>
        <dt>{applicationTexts.outputs}</dt>
        <dd>{Object.keys(outputs).join(', ') || applicationTexts.nothing}</dd>
        {image !== undefined && (
          <>
            <dt>{applicationTexts.image}</dt>
            <dd className="break-all">
              <code>{image}</code>
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}
