import { nearestNames } from '@assay/metrics'
import { findLanguage, languageNames } from '@assay/models'
import { DomainError, type Task } from '@assay/schemas'

/** Throws LANGUAGE_UNKNOWN, with the names that resemble it, where a task names one that nobody knows. */
export function requireKnownLanguages(task: Task): void {
  if (task.type !== 'translation') return
  for (const language of [task.source_language, task.target_language]) {
    if (findLanguage(language)) continue
    throw new DomainError('LANGUAGE_UNKNOWN', { language, nearest: nearestNames(language, languageNames) })
  }
}

/** A task with its languages by their codes: however they are written, the task is the same. */
export function withLanguageCodes(task: Task): Task {
  if (task.type !== 'translation') return task
  const codeOf = (language: string) => findLanguage(language)?.code ?? language
  const { source_language, target_language } = task
  return { ...task, source_language: codeOf(source_language), target_language: codeOf(target_language) }
}
