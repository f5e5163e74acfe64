import type { Dataset } from '@assay/schemas'
import { datasetTexts } from '../texts/dataset.ts'
import { CopyText } from '../ui/copy-text.tsx'

/** How a dataset was read, where it came from, and how a program reads it. */
export function DatasetAbout({ dataset }: { readonly dataset: Dataset }) {
  const { id, filename, format, reading, source, annotation } = dataset
  const facts = [
    { name: datasetTexts.made_from, value: source?.url ?? filename },
    { name: datasetTexts.format, value: format },
    ...Object.entries(reading ?? {})
      .filter(([name]) => name !== 'notices')
      .map(([name, value]) => ({ name, value: value === '\t' ? 'tab' : String(value ?? '–') })),
    { name: datasetTexts.roles.reference, value: annotation && JSON.stringify(annotation) },
  ]
  return (
    <div className="grid gap-4">
      <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-1 rounded-lg border border-line bg-raised p-4">
        {facts
          .filter(({ value }) => value !== null && value !== undefined)
          .map(({ name, value }) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-quiet">{name}</dt>
              <dd className="break-all">{value}</dd>
            </div>
          ))}
      </dl>
      {reading !== null && reading.notices.length > 0 && (
        <section className="rounded-lg border border-line bg-raised p-4">
          <h2 className="mb-2 font-semibold">{datasetTexts.notices}</h2>
          <ul className="list-disc pl-5">
            {reading.notices.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </section>
      )}
      <CopyText text={`assay datasets rows ${id} --url ${location.origin}`} />
      <CopyText text={`const { items } = await assay.datasets.rows('${id}')`} />
    </div>
  )
}
