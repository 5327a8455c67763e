import { Kbd, Modal } from '@mantine/core'
import { useText } from '../text/language.ts'
import classes from './shortcuts.module.css'

/** Every shortcut beside its command. */
export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const text = useText()
  const words = text.frame.shortcuts
  const groups: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    [
      words.groups.everywhere,
      [
        ['Ctrl+K', words.palette],
        ['Ctrl+L', words.lookup],
        ['Alt+L', words.lock],
        ['?', words.help],
      ],
    ],
    [
      words.groups.entry,
      [
        ['Ctrl+S', words.file],
        ['Ctrl+Enter', words.fileNext],
        ['Enter', words.nextField],
        ['Ctrl+↓', words.nextMissing],
        ['1–9', words.option],
        ['Ctrl+;', words.today],
        ['Ctrl+D', words.copyLast],
        ['Alt+2 / 3 / 8', words.together],
        ['Alt+H', words.household],
        ['Alt+R', words.card],
        ['Alt+D', words.similar],
        ['Alt+Z', words.undo],
      ],
    ],
    [
      words.groups.filed,
      [
        ['1–9', words.step],
        ['Alt+E', words.correct],
        ['Alt+H', words.history],
        ['Ctrl+P', words.print],
        ['Alt+←', words.back],
      ],
    ],
    [
      words.groups.grid,
      [
        ['↑ ↓ ← →', words.move],
        ['Enter', words.open_],
        ['Home / End', words.first],
        ['PageUp / PageDown', words.page],
        ['Space', words.choose],
        ['Shift+↑ ↓', words.extend],
        ['Ctrl+A', words.chooseAll],
        ['Ctrl+C', words.copy],
        ['Alt+↓', words.filter],
        ['Shift+← →', words.width],
        ['Alt+N', words.newEntry],
        ['Alt+T', words.fast],
      ],
    ],
    [
      words.groups.fast,
      [
        ['F2', words.editCell],
        ['Enter', words.nextRow],
        ['Tab', words.nextColumn],
        ['Ctrl+D', words.fillDown],
        ['Ctrl+;', words.today],
        ['Ctrl+V', words.paste],
        ['Ctrl+Delete', words.removeRow],
        ['Ctrl+S', words.file],
      ],
    ],
    [
      words.groups.paper,
      [
        ['Enter', words.unchanged],
        ['L / U', words.leftOrUnverified],
        ['Tab', words.nextColumn],
        ['Ctrl+D', words.copyAbove],
        ['Ctrl+;', words.today],
        ['Ctrl+S', words.file],
      ],
    ],
    [
      words.groups.reviews,
      [
        ['A', words.approve],
        ['R', words.giveBack],
      ],
    ],
    [
      words.groups.lookup,
      [
        ['↑ ↓', words.up],
        ['Enter', words.open_],
      ],
    ],
  ]
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={words.title}
      size="xl"
      closeButtonProps={{ 'aria-label': text.frame.common.close }}
    >
      <div className={classes.groups}>
        {groups.map(([name, rows]) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {rows.map(([keys, means]) => (
                <div key={keys}>
                  <dt>
                    <Kbd size="xs">{keys}</Kbd>
                  </dt>
                  <dd>{means}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
