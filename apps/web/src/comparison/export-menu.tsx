import { Download } from 'lucide-react'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { Button } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'

const formats = ['html', 'csv', 'jsonl', 'parquet', 'md', 'tex', 'bundle'] as const

/** Everything that a comparison can be exported as. */
export function ExportMenu({ comparison_id }: { readonly comparison_id: string }) {
  return (
    <Popover
      label={texts.exports}
      trigger={
        <Button>
          <Download aria-hidden="true" className="mr-1.5 size-4" />
          {texts.exports}
        </Button>
      }
    >
      <ul className="grid gap-0.5">
        {formats.map((format) => (
          <li key={format}>
            <a
              href={`/api/v1/comparisons/${comparison_id}/export?format=${format}`}
              download
              className="block rounded px-2 py-1.5 hover:bg-hover"
            >
              {texts.export_formats[format]}
            </a>
          </li>
        ))}
      </ul>
      <p className="mt-3 text-xs text-quiet">{texts.also_from}</p>
      <pre className="mt-1 overflow-x-auto rounded border border-line bg-page p-2 text-xs">
        {`assay comparisons export ${comparison_id} --format html`}
      </pre>
    </Popover>
  )
}
