import { ActionIcon } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { InputOf } from '../../../src-contract/contract.ts'
import { failure } from '../../../src-contract/errors.ts'
import { rpc } from '../../rpc/client.ts'
import { useText } from '../../text/language.ts'
import { accessNow } from '../../ui/purpose-state.ts'
import { useKeys } from '../../ui/use-keys.ts'

/** Loaded when it is asked for: drawing PDFs is the largest part of the page. */
const PdfWindow = lazy(async () => ({ default: (await import('../print/pdf-window.tsx')).PdfWindow }))

/** Prints a file for the purpose that opened it. */
export function PrintFile({ of }: { of: InputOf<'lookup.print'>['of'] }) {
  const text = useText()
  const [open, setOpen] = useState(false)
  useKeys({ 'mod+P': () => setOpen(true) })
  return (
    <>
      <ActionIcon
        variant="default"
        size="input-sm"
        aria-label={text.ledger.print.title}
        title={`${text.ledger.print.title} Ctrl+P`}
        onClick={() => setOpen(true)}
      >
        <IconPrinter size={18} />
      </ActionIcon>
      <Suspense fallback={null}>
        {open ? (
          <PdfWindow
            title={text.ledger.print.title}
            ask={async (signal) => {
              const access = accessNow()
              return access ? rpc.lookup.print({ of, ...access }, { signal }) : failure('access/purpose-required')
            }}
            onClose={() => setOpen(false)}
          />
        ) : null}
      </Suspense>
    </>
  )
}
