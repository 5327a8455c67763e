import type { ReactNode } from 'react'
import type { HandoverCandidate } from '../../../src-contract/features/handover.contract.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall } from '../../rpc/hooks.ts'
import { useLabel, useText } from '../../text/language.ts'
import { hashOf } from '../../ui/router.ts'
import classes from './handover.module.css'

type Props<I extends HandoverCandidate> = {
  label: string
  items: readonly I[]
  head: string
  /** Beside each item: a box, a reason, what became of it. */
  mark: (item: I) => ReactNode
}

/** Items of a handover, by kind and number; nobody's name is on it. */
export function ItemTable<I extends HandoverCandidate>({ label: name, items, head, mark }: Props<I>) {
  const text = useText()
  const words = text.handover
  const label = useLabel()
  const books = useCall((signal) => rpc.ledger.books({}, { signal }), []).value?.books ?? []
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={name}>
      <table className={classes.table} aria-label={name}>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{words.kind}</th>
            <th scope="col">{words.book}</th>
            <th scope="col">{words.itemNumber}</th>
            <th scope="col">{words.itemState}</th>
            <th scope="col">{words.due}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const book = books.find((one) => one.id === item.book)
            const state = book?.states.find((one) => one.id === item.state)
            return (
              <tr key={`${item.kind} ${item.ref}`}>
                <td>{mark(item)}</td>
                <td>{words.kinds[item.kind]}</td>
                <td>{book ? label(book.label) : (item.book ?? '')}</td>
                <td>
                  {item.entryId === null ? (
                    item.number
                  ) : (
                    <a href={hashOf({ screen: 'entry', entryId: item.entryId })}>{item.number}</a>
                  )}
                </td>
                <td>{state ? label(state.label) : ''}</td>
                <td>{item.dueOn ?? ''}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
