import { StartError } from '@assay/program'

/** What was given as an archive is none, or is no longer what was written. */
export class ArchiveInvalid extends StartError {}
