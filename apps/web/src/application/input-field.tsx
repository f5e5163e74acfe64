import type { Application } from '@assay/schemas'
import { applicationTexts } from '../texts/application.ts'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

interface InputFieldProps {
  readonly name: string
  readonly input: Application['entrypoints'][number]['definition']['inputs'][string]
}

const texts = applicationTexts.input
const kinds = ['from', 'dataset'] as const

/** Takes where an input comes from: files of the user, or a dataset. */
export function InputField({ name, input: { from, optional, description } }: InputFieldProps) {
  const empty = from === undefined ? '' : texts.own_place(from)
  const left_out = from === undefined && optional ? applicationTexts.optional : ''
  return (
    <div className="grid grid-cols-[1fr_auto] items-start gap-3">
      <Field
        label={name}
        name={`input.${name}`}
        hint={[description, texts.file_hint, empty, left_out].join(' ').trim()}
        required={from === undefined && !optional}
      />
      <Select label={texts.kind} name={`kind.${name}`} aria-label={`${texts.kind}: ${name}`} className="py-2">
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {texts[kind]}
          </option>
        ))}
      </Select>
    </div>
  )
}
