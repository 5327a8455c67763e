import { createTheme, type MantineThemeOverride } from '@mantine/core'

const small = { defaultProps: { size: 'xs' } }
/** Scroll locking and responsive props write style elements, which the page's security policy refuses. */
const dialog = {
  defaultProps: {
    lockScroll: false,
    transitionProps: { duration: 0 },
    overlayProps: { backgroundOpacity: 0.3 },
    padding: 'md',
  },
}
const dropdown = { transitionProps: { duration: 0 } }

/** Compact controls and no motion; colours and sizes are in theme.css. */
export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'blue',
  cursorType: 'default',
  respectReducedMotion: true,
  components: {
    Button: small,
    ActionIcon: { defaultProps: { size: 'md', variant: 'subtle', color: 'gray' } },
    TextInput: small,
    PasswordInput: small,
    Textarea: small,
    NumberInput: small,
    NativeSelect: small,
    Checkbox: small,
    Radio: small,
    Switch: small,
    SegmentedControl: { defaultProps: { size: 'xs', transitionDuration: 0 } },
    Select: { defaultProps: { size: 'xs', comboboxProps: dropdown } },
    MultiSelect: { defaultProps: { size: 'xs', comboboxProps: dropdown } },
    Menu: { defaultProps: dropdown },
    Popover: { defaultProps: dropdown },
    Modal: dialog,
    Drawer: dialog,
    Tooltip: { defaultProps: { transitionProps: { duration: 0 }, openDelay: 400 } },
  },
})
