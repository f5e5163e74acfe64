import { expect, test } from 'vitest'
import { inOptions, noticeInOptions } from './option-words.ts'

test.each([
  [
    '1 of 10 examples failed, more than max_failed_ratio allows.',
    '1 of 10 examples failed, more than --max-failed-ratio allows.',
  ],
  ['Raise max_output_tokens.', 'Raise --max-output-tokens.'],
  ['The input is not valid: models.0.temperature: Too big.', 'The input is not valid: --temperature: Too big.'],
  ['name another one in "columns".', 'name another one in --input-column, --reference-column or --prediction-column.'],
  [
    'Set "reasoning" to "keep", and outage_seconds allows less.',
    'Set --reasoning to "keep", and --outage allows less.',
  ],
  ['Name the file .csv, or give "format".', 'Name the file .csv, or give --format.'],
])('%s', (message, said) => {
  expect(inOptions(message)).toBe(said)
})

test('columns keep their names, and notices tell the options that readers have', () => {
  expect(inOptions('The dataset has no column "prompt".')).toBe('The dataset has no column "prompt".')
  expect(noticeInOptions('Read with semicolons between fields. Say "delimiter" if that is wrong.')).toBe(
    'Read with semicolons between fields. Say --delimiter if that is wrong.',
  )
  expect(noticeInOptions('Double quotes were read as text. Say quote "double" if they enclose fields.')).toBe(
    'Double quotes were read as text. Say --quote double if they enclose fields.',
  )
  expect(noticeInOptions('Save the file as UTF-8 or say "encoding".')).toBe('Save the file as UTF-8 or say --encoding.')
  expect(noticeInOptions('By their names: "prompt" is the input.')).toBe('By their names: "prompt" is the input.')
})

test('words that only look alike stay', () => {
  const message = 'The dataset has no column "prompts". Check the format and the temperature of ground_truth.'
  expect(inOptions(message)).toBe(message)
})
