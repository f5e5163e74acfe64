'use client'

import { useMutation } from '@tanstack/react-query'
import { useApi } from '../data/api.ts'
import { sessionTexts } from '../texts/session.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { Field } from '../ui/field.tsx'
import { Entrance } from './entrance.tsx'
import { leave } from './leave.ts'
import { NewPassword } from './new-password.tsx'
import { SessionForm, textOf } from './session-form.tsx'

const texts = sessionTexts.claim

/** Makes the first account by the link that was printed. */
export function Claim({ token }: { readonly token: string }) {
  const api = useApi()
  const signIn = useMutation(api.session.create.mutationOptions())
  const claim = useMutation(
    api.session.claim.mutationOptions({
      onSuccess: (_claimed, { email, password }) => {
        leave()
        // the key is there, whether the browser is signed in or not
        signIn.mutate({ email, password })
      },
    }),
  )
  // whoever went on before would leave without the cookie
  if (claim.data && (signIn.isSuccess || signIn.isError)) return <Claimed api_key={claim.data.api_key.key} />
  return (
    <Entrance title={texts.title}>
      <p>{texts.how}</p>
      <SessionForm
        submit={texts.submit}
        is_pending={claim.isPending || signIn.isPending}
        error={claim.error}
        onSubmit={(values) =>
          claim.mutate({ token, email: textOf(values, 'email'), password: textOf(values, 'password') })
        }
      >
        <Field label={sessionTexts.email} name="email" type="email" autoComplete="username" required />
        <NewPassword />
      </SessionForm>
    </Entrance>
  )
}

function Claimed({ api_key }: { readonly api_key: string }) {
  return (
    <Entrance title={texts.title}>
      <p>
        {texts.done} <strong>{texts.once}</strong>
      </p>
      <CopyText text={api_key} />
      <h2 className="text-base font-semibold">{texts.next}</h2>
      <ol className="grid list-decimal gap-3 pl-5">
        <li>
          {texts.login}
          <CopyText text={`npm run -s assay -- login --url ${location.origin}`} />
        </li>
        <li>
          {texts.evaluate}
          <CopyText text={'npm run -s assay -- evaluate news.csv --models lead-3,textrank --metrics rouge'} />
        </li>
      </ol>
      <p className="flex gap-4">
        <a href="/" className="text-accent underline">
          {texts.on}
        </a>
        <a href="/docs" className="text-accent underline">
          {texts.api}
        </a>
      </p>
    </Entrance>
  )
}
