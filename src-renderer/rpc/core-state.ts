import type { CoreStatus } from '../../src-contract/shell.ts'
import { store } from '../ui/store.ts'

/** What the shell last said about the core process. */
export const coreState = store<CoreStatus>({ state: 'starting', generation: -1, resumed: false })
