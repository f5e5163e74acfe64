/** Where Assay is, and who asks. */
export interface Credentials {
  /**
   * Where Assay is, without `/api`.
   *
   * Default: `ASSAY_URL`; else that of the login in use; else, in a page, the page's own origin; else
   * `http://127.0.0.1:3210`.
   */
  readonly url?: string | undefined
  /**
   * An API key; wins over `email` and `password`. An empty one: nobody is signed in.
   *
   * Default, unless `email` and `password` are given: `ASSAY_API_KEY`; else what `assay login` stored for this `url`.
   * Without any, only public calls work.
   */
  readonly apiKey?: string | undefined
  /** The e-mail address to sign in with; needs `password`. */
  readonly email?: string | undefined
  /** The password to sign in with; needs `email`. */
  readonly password?: string | undefined
  /**
   * Which login to use of those that `assay login --profile` stored; then the environment is not asked.
   *
   * Default: `ASSAY_PROFILE`, else that of `assay profiles use`.
   */
  readonly profile?: string | undefined
}
