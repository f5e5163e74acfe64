export { createModelDirectory, type ModelDirectory, onnxMissing } from './model-directory.ts'
export { type OnnxGraph, onnxFile } from './onnx-file.ts'
export { tinyLength, tinyVectors, writeTinyComet, writeTinyModel } from './tiny-model.ts'
