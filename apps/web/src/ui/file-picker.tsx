'use client'

import { type ReactNode, useRef } from 'react'
import { Button } from './button.tsx'

interface FilePickerProps {
  readonly children: ReactNode
  readonly accept?: string
  readonly label?: string
  readonly look?: 'main' | 'plain' | 'quiet'
  /** Whether a folder is chosen, with all that is in it. */
  readonly is_folder?: boolean
  readonly onFiles: (files: File[]) => void
}

/** A button that lets the user choose files. */
export function FilePicker({ children, accept, label, look, is_folder, onFiles }: FilePickerProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button look={look} aria-label={label} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        {...(is_folder === true && { webkitdirectory: '' })}
        accept={accept}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          target.value = ''
        }}
      />
    </>
  )
}
