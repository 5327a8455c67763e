import { Button, Kbd, NativeSelect } from '@mantine/core'
import { useEffect, useRef, useState, type SyntheticEvent } from 'react'
import type { BookDefinition, BookField } from '../../../src-contract/books.ts'
import {
  countBases,
  textSources,
  type Binding,
  type CountBasis,
  type CountBinding,
  type TextSource,
} from '../../../src-contract/features/returns.shapes.ts'
import { useLabel, useText } from '../../text/language.ts'
import { onKeys } from '../../ui/ime.ts'
import classes from './return-screen.module.css'

type Props = {
  binding: Binding | undefined
  /** The cell holds words already: no number can go there. */
  onlyText: boolean
  books: readonly BookDefinition[]
  /** The binding that was chosen last, with which most neighbours begin. */
  last: CountBinding | undefined
  saving: boolean
  onSave: (binding: Binding) => void
  onCancel: () => void
}

const inline = { root: classes.inline, label: classes.inlineLabel }

/** What a cell is to be filled with: a count of a book, or words of the form itself. */
export function BindingEditor({ binding, onlyText, books, last, saving, onSave, onCancel }: Props) {
  const words = useText().returns.binding
  const form = useRef<HTMLFormElement>(null)
  const [kind, setKind] = useState<Binding['kind']>(onlyText ? 'text' : (binding?.kind ?? 'count'))
  const [what, setWhat] = useState<TextSource>(binding?.kind === 'text' ? binding.what : 'station')
  const [count, setCount] = useState<CountBinding>(
    () => (binding?.kind === 'count' ? binding : last) ?? emptyCount(books[0]),
  )
  useEffect(() => form.current?.querySelector('select')?.focus(), [])
  const book = books.find((one) => one.id === count.book)
  const complete = kind === 'text' || (book !== undefined && (count.basis !== 'reached' || count.state !== null))

  function save() {
    if (complete) onSave(kind === 'text' ? { kind, what } : count)
  }

  return (
    <form
      ref={form}
      className={classes.editor}
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={onKeys({ 'mod+S': save, 'mod+Enter': save })}
    >
      {onlyText ? null : (
        <NativeSelect
          classNames={inline}
          label={words.what}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as Binding['kind'])}
          data={[
            { value: 'count', label: words.count },
            { value: 'text', label: words.text },
          ]}
        />
      )}
      {kind === 'text' ? (
        <NativeSelect
          classNames={inline}
          label={words.text}
          value={what}
          onChange={(event) => setWhat(event.currentTarget.value as TextSource)}
          data={textSources.map((one) => ({ value: one, label: words.words[one] }))}
        />
      ) : (
        <CountFields value={count} books={books} onChange={setCount} />
      )}
      <div className={classes.actions}>
        <Button type="submit" loading={saving} disabled={!complete} rightSection={<Kbd size="xs">Ctrl+S</Kbd>}>
          {words.save}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {words.cancel}
        </Button>
      </div>
    </form>
  )
}

function emptyCount(book: BookDefinition | undefined): CountBinding {
  const open = { state: null, field: null, value: null, beat: null, sum: null }
  return {
    kind: 'count',
    book: book?.id ?? ('L01' as CountBinding['book']),
    basis: 'occurred',
    stage: 'filed',
    ...open,
  }
}

type CountProps = { value: CountBinding; books: readonly BookDefinition[]; onChange: (value: CountBinding) => void }

function CountFields({ value, books, onChange }: CountProps) {
  const words = useText().returns.binding
  const label = useLabel()
  const book = books.find((one) => one.id === value.book)
  const change = (part: Partial<CountBinding>) => onChange({ ...value, ...part })
  const choices = book?.fields.filter(isKind) ?? []
  const numbers = book?.fields.filter((field) => field.kind === 'number') ?? []
  const beats = book?.fields.find((field) => field.key === 'beat')?.options ?? []
  const field = choices.find((one) => one.key === value.field)
  const none = (name: string) => ({ value: '', label: name })
  const orNull = (text: string) => (text === '' ? null : text)
  return (
    <>
      <NativeSelect
        classNames={inline}
        label={words.book}
        value={value.book}
        // Another book has other states and fields; period and beat stay.
        onChange={(event) =>
          change({
            ...{ book: event.currentTarget.value as CountBinding['book'], state: null, field: null, value: null },
            sum: null,
          })
        }
        data={books.map((one) => ({ value: one.id, label: `${one.id} ${label(one.label)}` }))}
      />
      <NativeSelect
        classNames={inline}
        label={words.basis}
        value={value.basis}
        onChange={(event) => change({ basis: event.currentTarget.value as CountBasis })}
        data={countBases.map((one) => ({ value: one, label: words.bases[one] }))}
      />
      <NativeSelect
        classNames={inline}
        label={words.state}
        value={value.state ?? ''}
        onChange={(event) => change({ state: orNull(event.currentTarget.value) })}
        data={[
          none(words.anyState),
          ...(book?.states.map((one) => ({ value: one.id, label: label(one.label) })) ?? []),
        ]}
      />
      {choices.length > 0 ? (
        <NativeSelect
          classNames={inline}
          label={words.field}
          value={value.field ?? ''}
          onChange={(event) => {
            const next = choices.find((one) => one.key === event.currentTarget.value)
            change({ field: next?.key ?? null, value: next?.options[0]?.value ?? null })
          }}
          data={[none(words.noField), ...choices.map((one) => ({ value: one.key, label: label(one.label) }))]}
        />
      ) : null}
      {field ? (
        <NativeSelect
          classNames={inline}
          label={words.value}
          value={value.value ?? ''}
          onChange={(event) => change({ value: event.currentTarget.value })}
          data={field.options.map((one) => ({ value: one.value, label: label(one.label) }))}
        />
      ) : null}
      <NativeSelect
        classNames={inline}
        label={words.beat}
        value={value.beat ?? ''}
        onChange={(event) => change({ beat: orNull(event.currentTarget.value) })}
        data={[none(words.anyBeat), ...beats.map((one) => ({ value: one.value, label: label(one.label) }))]}
      />
      {numbers.length > 0 ? (
        <NativeSelect
          classNames={inline}
          label={words.sum}
          value={value.sum ?? ''}
          onChange={(event) => change({ sum: orNull(event.currentTarget.value) })}
          data={[
            none(words.entries),
            ...numbers.map((one) => ({ value: one.key, label: words.sumOf(label(one.label)) })),
          ]}
        />
      ) : null}
    </>
  )
}

/** Fields that divide a book into kinds; the beat has a place of its own. */
function isKind(field: BookField): boolean {
  return (field.kind === 'choice' || field.kind === 'choices') && field.key !== 'beat' && field.options.length > 0
}
