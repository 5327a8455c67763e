import type { OutputOf } from '../../../src-contract/contract.ts'
import { useFormat, useText } from '../../text/language.ts'
import { hashOf } from '../../ui/router.ts'
import { FreshnessBadge } from '../../ui/system-badge.tsx'
import classes from './home-screen.module.css'

type Props = { rows: OutputOf<'home.today'>['freshness']; link: boolean }

/** How old what is held of each system is; for those who see imports, with the way there. */
export function FreshnessList({ rows, link }: Props) {
  const text = useText()
  const words = text.admin.home
  const format = useFormat()
  return (
    <section className={classes.panel} aria-label={words.freshness}>
      <h2>
        {words.freshness}
        {link ? <a href={hashOf({ screen: 'sources' })}>{text.frame.nav.sources}</a> : null}
      </h2>
      <table className={classes.table}>
        <tbody>
          {rows.map((row) => (
            <tr key={row.system}>
              <th scope="row">{text.frame.systems[row.system]}</th>
              <td data-align="end">{words.records(format.number(row.records))}</td>
              <td>{row.lastReceived === null ? '—' : words.lastReceived(format.time(row.lastReceived))}</td>
              <td data-align="end">
                <FreshnessBadge freshness={row.freshness} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
