import {
  copyFile,
  createFileUrl,
  createFolder,
  getFile,
  getFileUsage,
  listOwnFiles,
  moveFile,
  putFile,
  removeFile,
} from '@assay/core'
import {
  file,
  fileCopyInput,
  fileDeleteInput,
  fileListInput,
  fileMoveInput,
  filePage,
  filePutInput,
  fileRef,
  fileUrlInput,
  fileUsage,
  fileUsageInput,
  signedRequest,
} from '@assay/schemas'

import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const files = router({
  list: procedure
    .meta({
      method: 'GET',
      path: '/files',
      summary: 'List what is in a folder',
      errors: ['FILE_NOT_FOUND', 'NOT_A_FOLDER', 'REFERENCE_AMBIGUOUS'],
    })
    .input(fileListInput)
    .output(filePage)
    .query(read(listOwnFiles)),
  get: procedure
    .meta({
      method: 'GET',
      path: '/files/entry',
      summary: 'See what a file or folder is, without its bytes',
      errors: ['FILE_NOT_FOUND', 'REFERENCE_AMBIGUOUS'],
    })
    .input(fileRef)
    .output(file)
    .query(read(getFile)),
  usage: procedure
    .meta({
      method: 'GET',
      path: '/files/usage',
      summary: 'See how much a folder holds',
      errors: ['FILE_NOT_FOUND', 'REFERENCE_AMBIGUOUS'],
    })
    .input(fileUsageInput)
    .output(fileUsage)
    .query(read(getFileUsage)),
  create_folder: procedure
    .meta({
      method: 'POST',
      path: '/files/folders',
      summary: 'Make a folder with those above it, or find the one that is there',
      errors: ['FILE_NOT_FOUND', 'PATH_TAKEN', 'REFERENCE_AMBIGUOUS'],
      creates: '',
    })
    .input(fileRef)
    .output(file)
    .mutation(change(createFolder)),
  put: procedure
    .meta({
      method: 'POST',
      path: '/files',
      summary: 'Make a file of a complete upload',
      errors: [
        'UPLOAD_NOT_FOUND',
        'UPLOAD_INCOMPLETE',
        'UPLOAD_USED',
        'FILE_NOT_FOUND',
        'PATH_TAKEN',
        'QUOTA_REACHED',
        'REFERENCE_AMBIGUOUS',
      ],
      creates: '',
    })
    .input(filePutInput)
    .output(file)
    .mutation(change(putFile)),
  move: procedure
    .meta({
      method: 'POST',
      path: '/files/move',
      summary: 'Move or rename a file, or a folder with all that is in it',
      errors: ['FILE_NOT_FOUND', 'PATH_TAKEN', 'FOLDER_FIXED', 'MOVE_INTO_ITSELF', 'REFERENCE_AMBIGUOUS'],
    })
    .input(fileMoveInput)
    .output(file)
    .mutation(change(moveFile)),
  copy: procedure
    .meta({
      method: 'POST',
      path: '/files/copy',
      summary: 'Copy a file, or a folder with all that is in it',
      errors: ['FILE_NOT_FOUND', 'PATH_TAKEN', 'MOVE_INTO_ITSELF', 'QUOTA_REACHED', 'REFERENCE_AMBIGUOUS'],
      creates: '',
    })
    .input(fileCopyInput)
    .output(file)
    .mutation(change(copyFile)),
  delete: procedure
    .meta({
      method: 'DELETE',
      path: '/files',
      summary: 'Delete a file, or a folder with all that is in it',
      errors: ['FILE_NOT_FOUND', 'FOLDER_NOT_EMPTY', 'FOLDER_FIXED', 'REFERENCE_AMBIGUOUS'],
    })
    .input(fileDeleteInput)
    .output(done)
    .mutation(change(quietly(removeFile))),
  create_url: procedure
    .meta({
      method: 'POST',
      path: '/files/urls',
      summary: 'Make a URL by which anybody can download a file for a while',
      errors: ['FILE_NOT_FOUND', 'NOT_A_FILE', 'REFERENCE_AMBIGUOUS'],
      creates: '',
    })
    .input(fileUrlInput)
    .output(signedRequest)
    .mutation(change(createFileUrl)),
})
