'use client'

import { type Column, type ColumnRoles, recogniseColumns } from '@assay/schemas'
import { parseAsString, useQueryStates } from 'nuqs'
import { datasetTexts } from '../texts/dataset.ts'
import { Select } from '../ui/select.tsx'

const roles = ['input', 'reference', 'prediction'] as const satisfies readonly (keyof ColumnRoles)[]

/** Which column plays which part: as the address says, else as its name does. */
export function useColumnRoles(columns: readonly Column[]) {
  const recognised = recogniseColumns(columns.map(({ name }) => name))
  const [said, say] = useQueryStates({ input: parseAsString, reference: parseAsString, prediction: parseAsString })
  const roleOf = (role: (typeof roles)[number]) => said[role] ?? recognised[role][0]
  return { said, say, roleOf }
}

/** Where a new evaluation of this dataset begins, with the roles that were chosen. */
export function useEvaluateHref(dataset_id: string, columns: readonly Column[]): string {
  const { said } = useColumnRoles(columns)
  const query = new URLSearchParams({ dataset: dataset_id })
  for (const role of roles) if (said[role] !== null) query.set(role, said[role])
  return `/experiments/new?${query}`
}

export function ColumnRolesForm({ columns }: { readonly columns: readonly Column[] }) {
  const { say, roleOf } = useColumnRoles(columns)
  return (
    <section className="mb-4 rounded-lg border border-line bg-raised p-4">
      <p className="mb-3 text-quiet">{datasetTexts.roles_how}</p>
      <div className="flex flex-wrap gap-4">
        {roles.map((role) => (
          <Select
            key={role}
            label={datasetTexts.roles[role]}
            value={roleOf(role) ?? ''}
            onChange={({ target }) => void say({ [role]: target.value || null })}
          >
            <option value="">{datasetTexts.no_role}</option>
            {columns.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        ))}
      </div>
    </section>
  )
}
