import { applyApplications, getApplication, listApplications, planApplications, removeApplication } from '@assay/core'
import {
  application,
  applicationApplyInput,
  applicationListInput,
  applicationPage,
  applicationRef,
  catalogueChange,
  removedApplication,
} from '@assay/schemas'
import { change, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

const ofUploads = ['UPLOAD_NOT_FOUND', 'UPLOAD_INCOMPLETE', 'UPLOAD_USED'] as const

export const applications = router({
  plan: procedure
    .meta({
      method: 'POST',
      path: '/applications/plan',
      summary: 'Say what applying entries would change',
      errors: ['GRAPH_INVALID', ...ofUploads],
    })
    .input(applicationApplyInput)
    .output(catalogueChange)
    .query(read(planApplications)),
  // "apply" is a word of tRPC's own
  put: procedure
    .meta({
      method: 'POST',
      path: '/applications',
      summary: 'Put entries into the catalogue, all or none',
      errors: ['GRAPH_INVALID', 'APPLICATION_USED', 'APPLICATION_FILES_MISSING', ...ofUploads],
    })
    .input(applicationApplyInput)
    .output(catalogueChange)
    .mutation(change(applyApplications)),
  list: procedure
    .meta({ method: 'GET', path: '/applications', summary: 'List the versions of applications' })
    .input(applicationListInput)
    .output(applicationPage)
    .query(read(listApplications)),
  get: procedure
    .meta({
      method: 'GET',
      path: '/applications/{application}/{version}',
      summary: 'Get a version of an application, or one entrypoint of it',
      errors: ['APPLICATION_NOT_FOUND'],
    })
    .input(applicationRef)
    .output(application)
    .query(read(getApplication)),
  remove: procedure
    .meta({
      method: 'DELETE',
      path: '/applications/{application}/{version}',
      summary: 'Hide a version, or one entrypoint of it, from lists and new runs',
      errors: ['APPLICATION_NOT_FOUND', 'APPLICATION_REQUIRED'],
    })
    .input(applicationRef)
    .output(removedApplication)
    .mutation(change(removeApplication)),
})
