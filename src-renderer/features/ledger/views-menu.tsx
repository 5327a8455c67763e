import { Button, Group, NativeSelect, Popover, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { BookDefinition } from '../../../src-contract/books.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { SavedView } from '../../../src-contract/features/ledger.shapes.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { onKeys } from '../../ui/ime.ts'
import classes from './ledger-screen.module.css'
import { viewOfList, type ListState } from './list-question.ts'

type Props = {
  book: BookDefinition
  list: ListState
  columns: readonly string[]
  onChoose: (view: SavedView | null) => void
}

/** Views that one keeps under a name: conditions, order and columns. */
export function ViewsMenu({ book, list, columns, onChoose }: Props) {
  const words = useText().ledger.views
  const { value, again } = useCall((signal) => rpc.ledger.views({ book: book.id }, { signal }), [book.id])
  const [chosen, setChosen] = useState('')
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const [error, setError] = useState<RpcError | null>(null)
  const views = value?.views ?? []
  const view = views.find((one) => one.viewId === chosen)

  async function save(as: string, viewId: string | null) {
    if (as.trim() === '') return
    const kept = { viewId, book: book.id, name: as.trim(), columns: [...columns], ...viewOfList(list) }
    const result = await rpc.ledger.saveView(kept)
    if (!result.ok) {
      setError(result.error)
      return
    }
    setError(null)
    setNaming(false)
    setChosen(result.value.viewId)
    notifications.show({ message: words.saved(as.trim()), color: 'green' })
    again()
  }
  async function remove() {
    if (!view) return
    const result = await rpc.ledger.deleteView({ viewId: view.viewId })
    if (!result.ok) {
      setError(result.error)
      return
    }
    setChosen('')
    notifications.show({ message: words.removed })
    again()
  }
  return (
    <Group gap={4} wrap="nowrap">
      {views.length > 0 ? (
        <NativeSelect
          className={classes.state}
          aria-label={words.label}
          value={chosen}
          onChange={(event) => {
            const next = event.currentTarget.value
            setChosen(next)
            onChoose(views.find((one) => one.viewId === next) ?? null)
          }}
          data={[{ value: '', label: words.none }, ...views.map((one) => ({ value: one.viewId, label: one.name }))]}
        />
      ) : null}
      <Popover opened={naming} onChange={setNaming} position="bottom-end" width={240} trapFocus returnFocus>
        <Popover.Target>
          <Button size="compact-sm" variant="default" onClick={() => setNaming(true)}>
            {words.save}
          </Button>
        </Popover.Target>
        <Popover.Dropdown role="dialog" aria-label={words.save}>
          <TextInput
            label={words.name}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={onKeys({ Enter: () => void save(name, null) })}
            maxLength={40}
          />
          {error ? <ErrorNotice error={error} /> : null}
          <Group gap="xs" mt="xs">
            <Button size="compact-sm" onClick={() => void save(name, null)}>
              {words.save}
            </Button>
            {view ? (
              <>
                <Button size="compact-sm" variant="default" onClick={() => void save(view.name, view.viewId)}>
                  {words.overwrite}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => void remove()}>
                  {words.remove}
                </Button>
              </>
            ) : null}
          </Group>
        </Popover.Dropdown>
      </Popover>
    </Group>
  )
}
