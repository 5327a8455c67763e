import { PasswordInput } from '@mantine/core'

type Props = {
  labels: { readonly next: string; readonly again: string }
  next: string
  again: string
  onNext: (value: string) => void
  onAgain: (value: string) => void
}

/** A new passphrase, typed twice. Whoever asks for it says where the two differ. */
export function NewPassphrase({ labels, next, again, onNext, onAgain }: Props) {
  return (
    <>
      <PasswordInput
        label={labels.next}
        value={next}
        onChange={(event) => onNext(event.currentTarget.value)}
        autoComplete="off"
        required
      />
      <PasswordInput
        label={labels.again}
        value={again}
        onChange={(event) => onAgain(event.currentTarget.value)}
        autoComplete="off"
        required
      />
    </>
  )
}
