import { Button } from '@mantine/core'
import { IconFileText, IconFileTypePdf, IconPhoto, IconTable, IconX } from '@tabler/icons-react'
import { useState, type DragEvent } from 'react'
import type { Attachment, AttachmentOwner } from '../../../src-contract/features/attachments.contract.ts'
import type { RpcError } from '../../../src-contract/errors.ts'
import type { FileId } from '../../../src-contract/ids.ts'
import type { PickedFile } from '../../../src-contract/shell.ts'
import { rpc } from '../../rpc/client.ts'
import { useCall, useDataChanged } from '../../rpc/hooks.ts'
import { useText } from '../../text/language.ts'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import classes from './attachments.module.css'
import { AttachmentView } from './attachment-view.tsx'
import { RemoveAttachment } from './remove-attachment.tsx'
import { usePicture } from './use-picture.ts'

/** The files of a draft or an entry: a row of small pictures, added by command, by drop or by Alt+A. */
export function Attachments({ of, canChange }: { of: AttachmentOwner; canChange: boolean }) {
  const words = useText().attachments
  const key = 'draftId' in of ? of.draftId : of.entryId
  const listed = useCall((signal) => rpc.attachments.list({ of }, { signal }), [key])
  useDataChanged('attachments', listed.again)
  const [adding, setAdding] = useState<{ done: number; total: number } | null>(null)
  const [error, setError] = useState<RpcError | null>(null)
  const [shown, setShown] = useState<Attachment | null>(null)
  const [removed, setRemoved] = useState<Attachment | null>(null)
  const files = listed.value?.attachments ?? []

  async function add(picked: readonly (PickedFile | null)[]) {
    const chosen = picked.filter((file) => file !== null)
    setError(null)
    for (const [done, file] of chosen.entries()) {
      setAdding({ done: done + 1, total: chosen.length })
      const added = await rpc.attachments.add({ to: of, fileId: file.fileId as FileId })
      if (!added.ok) setError(added.error)
    }
    setAdding(null)
    if (chosen.length > 0) listed.again()
  }

  async function drop(event: DragEvent) {
    event.preventDefault()
    const dropped = [...event.dataTransfer.files]
    await add(await Promise.all(dropped.map((file) => window.shell.droppedFile(file))))
  }

  async function remove(file: Attachment) {
    if ('entryId' in of) return setRemoved(file)
    const done = await rpc.attachments.remove({ attachmentId: file.attachmentId })
    if (!done.ok) setError(done.error)
    listed.again()
  }

  return (
    <section
      className={classes.strip}
      aria-label={words.title}
      onDragOver={(event) => canChange && event.preventDefault()}
      onDrop={(event) => canChange && void drop(event)}
    >
      <h2>{words.title}</h2>
      <ul className={classes.files}>
        {files.map((file) => (
          <li key={file.attachmentId} className={classes.file}>
            <button type="button" className={classes.open} title={words.open(file.name)} onClick={() => setShown(file)}>
              <Thumbnail file={file} />
              <span className={classes.name}>{file.name}</span>
              <span className={classes.size}>
                {words.kinds[file.kind]} · {file.here ? words.size(file.size) : words.elsewhere}
              </span>
            </button>
            {canChange ? (
              <button
                type="button"
                className={classes.remove}
                aria-label={words.remove(file.name)}
                onClick={() => void remove(file)}
              >
                <IconX size={14} aria-hidden />
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {files.length === 0 && !canChange ? <p className={classes.hint}>{words.none}</p> : null}
      {canChange ? (
        <div className={classes.bar}>
          <Button
            size="xs"
            variant="default"
            loading={adding !== null}
            onClick={() => void window.shell.pickFile('attachment').then((file) => add([file]))}
          >
            {words.add}
          </Button>
          <span className={classes.hint} role="status">
            {adding ? words.adding(adding.done, adding.total) : words.dropHere}
          </span>
        </div>
      ) : null}
      {error ? <ErrorNotice error={error} /> : null}
      {listed.error ? <ErrorNotice error={listed.error} onRetry={listed.again} /> : null}
      {shown ? <AttachmentView file={shown} onClose={() => setShown(null)} /> : null}
      {removed ? (
        <RemoveAttachment
          file={removed}
          onClose={(done) => {
            setRemoved(null)
            if (done) listed.again()
          }}
        />
      ) : null}
    </section>
  )
}

function Thumbnail({ file }: { file: Attachment }) {
  const address = usePicture(file.thumbnail, 'image/jpeg')
  if (address) return <img className={classes.picture} src={address} alt="" />
  const Icon = {
    pdf: IconFileTypePdf,
    docx: IconFileText,
    xlsx: IconTable,
    jpeg: IconPhoto,
    png: IconPhoto,
    webp: IconPhoto,
  }[file.kind]
  return (
    <span className={classes.picture}>
      <Icon size={32} stroke={1.4} aria-hidden />
    </span>
  )
}
