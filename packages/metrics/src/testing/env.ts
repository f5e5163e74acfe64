/** The folder `node_modules` in which `npm test` found the optional peer `@huggingface/transformers`. */
export const transformersFolder = process.env['ASSAY_TEST_TRANSFORMERS']
