export { createModelDirectory, type ModelDirectory, onnxMissing } from './model-directory.ts'
export { tinyLength, tinyVectors, writeTinyComet, writeTinyModel } from './tiny-model.ts'
