import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, type Ref } from 'react'
import { purposes, purposesWithReference, type Purpose } from '../../src-contract/purposes.ts'
import { useText } from '../text/language.ts'
import classes from './purpose-bar.module.css'
import { choosePurpose, expirePurpose, purposeChoice } from './purpose-state.ts'
import { useStore } from './store.ts'

/** 查询事由, and the number that some purposes need. Remembered until it was not used for 30 minutes. */
export function PurposeBar({ selectRef }: { selectRef?: Ref<HTMLSelectElement> }) {
  const text = useText()
  const { purpose, reference } = useStore(purposeChoice)
  useEffect(() => {
    const timer = setInterval(() => expirePurpose(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  const needsReference = purpose !== null && purposesWithReference.has(purpose)
  return (
    <div className={classes.bar} title={text.frame.purpose.means}>
      <NativeSelect
        ref={selectRef}
        aria-label={text.frame.purpose.label}
        className={classes.purpose}
        data-missing={purpose === null || undefined}
        value={purpose ?? ''}
        onChange={(event) => {
          const chosen = purposes.find((one) => one === event.currentTarget.value)
          choosePurpose(chosen ?? null, chosen && purposesWithReference.has(chosen) ? reference : '')
        }}
        data={[
          { value: '', label: text.frame.purpose.choose },
          ...purposes.map((one: Purpose) => ({ value: one, label: `${one} ${text.frame.purposes[one]}` })),
        ]}
      />
      {needsReference ? (
        <TextInput
          aria-label={text.frame.purpose.reference}
          placeholder={text.frame.purpose.referenceHint}
          className={classes.reference}
          value={reference}
          onChange={(event) => choosePurpose(purpose, event.currentTarget.value)}
          maxLength={60}
          required
        />
      ) : null}
    </div>
  )
}
