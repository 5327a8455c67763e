import type { RpcError } from '../../src-contract/errors.ts'
import { useFormat, useText } from '../text/language.ts'
import { sentenceValues } from '../text/sentence.ts'
import { Notice } from './notice.tsx'
import classes from './notice.module.css'

/** The sentence of an error: what happened, what it means, what to do. */
export function useErrorSentence(): (error: RpcError) => string {
  const text = useText()
  const format = useFormat()
  return (error) => text.errors[error.code](sentenceValues(error.params, format))
}

export function ErrorNotice({ error, onRetry }: { error: RpcError; onRetry?: () => void }) {
  const text = useText()
  const sentence = useErrorSentence()
  return (
    <Notice tone="bad" role="alert">
      <span>{sentence(error)}</span>
      {error.code === 'internal' && error.traceId !== '' ? (
        <span className={classes.trace}> {text.frame.common.traceId(error.traceId)}</span>
      ) : null}
      {onRetry && error.retryable ? (
        <button type="button" className={classes.action} onClick={onRetry}>
          {text.frame.common.retry}
        </button>
      ) : null}
    </Notice>
  )
}
