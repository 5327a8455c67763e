import type { SystemId } from '../../src-contract/systems.ts'
import type { Freshness } from '../../src-contract/features/sources.contract.ts'
import { useText } from '../text/language.ts'
import { Tag, type Tone } from './tag.tsx'

export function SystemBadge({ system }: { system: SystemId }) {
  const text = useText()
  return (
    <Tag tone="quiet" title={text.frame.systems[system]}>
      {system}
    </Tag>
  )
}

const tones: Readonly<Record<Freshness, Tone>> = { fresh: 'good', aging: 'warn', stale: 'bad', never: 'quiet' }

export function FreshnessBadge({ freshness }: { freshness: Freshness }) {
  const text = useText()
  return <Tag tone={tones[freshness]}>{text.frame.freshness[freshness]}</Tag>
}
