import { useState, type Ref } from 'react'
import classes from './login-page.module.css'

type Props = {
  id: string
  ref: Ref<HTMLInputElement>
  label: string
  showLabel: string
  value: string
  onChange: (value: string) => void
  autoFocus: boolean
}

const eye = 'M128 56c-80 0-112 72-112 72s32 72 112 72 112-72 112-72-32-72-112-72z'

/** A passphrase that can be looked at while it is typed; the way to it is for the mouse, so that Tab goes on to the next step. */
export function PassphraseField({ id, ref, label, showLabel, value, onChange, autoFocus }: Props) {
  const [shown, setShown] = useState(false)
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <div className={classes.passphrase}>
        <input
          id={id}
          ref={ref}
          className={classes.input}
          type={shown ? 'text' : 'password'}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          autoFocus={autoFocus}
          autoComplete="off"
          spellCheck={false}
          required
        />
        <button
          type="button"
          className={classes.show}
          tabIndex={-1}
          aria-label={showLabel}
          aria-pressed={shown}
          // The focus stays in the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => setShown(!shown)}
        >
          <svg viewBox="0 0 256 256" width="16" height="16" aria-hidden>
            <path d={eye} />
            <circle cx="128" cy="128" r="40" />
            {shown ? <path d="M48 40l160 176" /> : null}
          </svg>
        </button>
      </div>
    </div>
  )
}
