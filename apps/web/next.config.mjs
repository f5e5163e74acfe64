/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // whoever serves the pages compresses them, or nobody does
  compress: true,
  // `npm run types` says more
  typescript: { ignoreBuildErrors: true },
  // the packages of the workspace that have types alone for us
  serverExternalPackages: ['@assay/api'],
}
