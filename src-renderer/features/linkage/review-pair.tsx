import type { Evidence, LinkSide, ReviewItem } from '../../../src-contract/features/linkage.contract.ts'
import { useFormat, useLabel, useText } from '../../text/language.ts'
import { go } from '../../ui/router.ts'
import { Tag } from '../../ui/tag.tsx'
import classes from './linkage.module.css'

/** Two records side by side, field by field, and in words what speaks for and against one person. */
export function ReviewPair({ item }: { item: ReviewItem }) {
  const words = useText().linkage
  return (
    <article className={classes.pair} aria-label={words.list}>
      <header className={classes.buttons}>
        <Tag tone="warn">{words.reasons[item.reason]}</Tag>
        <span>{words.chance(item.p)}</span>
      </header>
      <EvidenceList evidence={item.evidence} />
      <div className={classes.sides}>
        <Side side={item.a} />
        <Side side={item.b} />
      </div>
    </article>
  )
}

/** 同一房间（支持）…: each field that says something, the strongest first. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const words = useText().linkage
  const sorted = [...evidence].sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits))
  return (
    <ul className={classes.evidence} aria-label={words.why}>
      {sorted.map(({ field, level, bits }) => (
        <li key={field}>
          <Tag tone={bits > 0 ? 'good' : bits < 0 ? 'bad' : 'quiet'}>{words.level(field, level)}</Tag>
        </li>
      ))}
    </ul>
  )
}

function Side({ side }: { side: LinkSide }) {
  const text = useText()
  const format = useFormat()
  const label = useLabel()
  return (
    <section className={classes.side} aria-label={text.frame.systems[side.system]}>
      <h2>
        {text.frame.systems[side.system]}
        <small>{side.sourceTime === null ? '' : format.time(side.sourceTime)}</small>
      </h2>
      <dl>
        {side.fields.map((field) => (
          <div key={field.key}>
            <dt>{label(field.label)}</dt>
            <dd>{field.value}</dd>
          </div>
        ))}
      </dl>
      <a
        href={`#/file/${side.subjectId}`}
        onClick={(event) => {
          event.preventDefault()
          go({ screen: 'file', subjectId: side.subjectId })
        }}
      >
        {text.linkage.openFile}
      </a>
    </section>
  )
}
