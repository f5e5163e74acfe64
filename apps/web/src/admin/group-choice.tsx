import { type Group, group } from '@assay/schemas'
import { adminTexts } from '../texts/admin.ts'

/** Boxes for the groups that a user is in. */
export function GroupChoice({ chosen }: { readonly chosen: readonly Group[] }) {
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 font-medium">{adminTexts.groups}</legend>
      {group.options.map((one) => (
        <label key={one} className="flex items-start gap-2">
          <input type="checkbox" name="groups" value={one} defaultChecked={chosen.includes(one)} className="mt-1" />
          {adminTexts.group[one]}
        </label>
      ))}
    </fieldset>
  )
}

export function groupsOf(values: FormData): Group[] {
  return group.options.filter((one) => values.getAll('groups').includes(one))
}
