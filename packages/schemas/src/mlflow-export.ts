import { z } from 'zod'
import { id, isWebAddress, name, reference } from './field.ts'
import { secretName } from './secret.ts'

/** Writes the runs of an experiment to an MLflow server. */
export const mlflowExportInput = z.object({
  experiment_id: reference,
  url: z
    .string()
    .trim()
    .max(4096)
    .refine(isWebAddress, 'must be a whole address that begins with http:// or https://, without a password')
    .describe('of the MLflow server, without what follows its own path'),
  mlflow_experiment: name
    .optional()
    .describe('the experiment there, which is made if need be; absent: of the same name'),
  secret: secretName.optional().describe('a secret with a token, or user:password, for the server; absent: none'),
})

/** What was written to an MLflow server. */
export const mlflowExport = z
  .object({
    mlflow_experiment: z.string().describe('name of the experiment there'),
    mlflow_experiment_id: z.string().describe('its id there'),
    items: z
      .array(
        z.object({
          run_id: id.describe('the run'),
          mlflow_run_id: z.string().describe('the run there'),
          is_new: z.boolean().describe('false: all of it was there already'),
        }),
      )
      .describe('runs that are there now, oldest first'),
    remaining: z.number().int().describe('runs that are yet to be written: ask again, which goes on; 0: all are there'),
  })
  .describe('What was written to an MLflow server.')

/** What was written to an MLflow server. */
export type MlflowExport = z.infer<typeof mlflowExport>
