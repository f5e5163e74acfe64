import { chatChunks, chatCompletion, chatStreaming, type VendorContract } from './contract.ts'
import { openaiContract } from './openai-contract.ts'

const model = 'meta-llama/Llama-3.1-8B-Instruct'

/** Its router takes OpenAI's chat completions, and passes on whatever else it is sent. */
export const huggingfaceContract: VendorContract = {
  provider: 'huggingface',
  model,
  path: openaiContract.path,
  headers: openaiContract.headers,
  request: openaiContract.request,
  answer: (said) => chatCompletion(said, model),
  streaming: { request: chatStreaming, events: (pieces) => chatChunks(pieces, model) },
  failure: (_, message) => ({ error: message }),
  settings: openaiContract.settings,
}
