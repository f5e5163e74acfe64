export const sessionTexts = {
  title: 'Sign in',
  email: 'E-mail',
  password: 'Password',
  submit: 'Sign in',
  submitting: 'Signing in …',
  other_ways: 'Make an account, use an invitation or choose a new password',
} as const
