import { ActionIcon, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { declaredMissing, type BookField } from '../../../src-contract/books.ts'
import { useLabel, useText } from '../../text/language.ts'

/** 未提供 / 无法核实 / 不适用: what is filed instead of a value that cannot be had. */
export function DeclareMenu({ field, onChoose }: { field: BookField; onChoose: (code: string) => void }) {
  const words = useText().ledger.form
  const label = useLabel()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          size="xs"
          tabIndex={-1}
          aria-label={words.declareFor(label(field.label))}
          title={words.declare}
          ml="auto"
        >
          <IconChevronDown size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.declare}</Menu.Label>
        {declaredMissing.map((code) => (
          <Menu.Item key={code} onClick={() => onChoose(code)}>
            {words.declared[code]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
