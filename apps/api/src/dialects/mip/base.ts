/** Where the dialect lives. */
export const prefix = '/mip'

/** The application of the catalogue whose entrypoints are the modules. */
export const application = 'mip'
