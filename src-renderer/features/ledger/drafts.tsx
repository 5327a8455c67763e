import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useFormat, useText } from '../../text/language.ts'
import { go } from '../../ui/router.ts'
import classes from './ledger-screen.module.css'

/** One's own drafts of a book, to go on with. */
export function Drafts({ bookId }: { bookId: string }) {
  const text = useText()
  const format = useFormat()
  const drafts = useCall((signal) => rpc.ledger.drafts({}, { signal }), [])
  useDataChanged('ledger', drafts.again)
  const own = (drafts.value?.drafts ?? []).filter((draft) => draft.book === bookId)
  if (own.length === 0) return null
  return (
    <div className={classes.drafts} role="group" aria-label={text.ledger.drafts}>
      <strong>{text.ledger.draftsOf(own.length)}</strong>
      {own.map((draft) => (
        <button
          key={draft.draftId}
          type="button"
          className={classes.draft}
          onClick={() => go({ screen: 'draft', draftId: draft.draftId })}
        >
          {draft.summary === '' ? text.ledger.form.draft : draft.summary} · {format.time(draft.updatedAt)}
        </button>
      ))}
    </div>
  )
}
