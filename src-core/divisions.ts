import divisionFile from '../resources/catalogs/divisions/demo.json' with { type: 'json' }
import type { Division } from '../src-domain/addresses/address.ts'

/** 行政区划. One array for the process: its index is built once and kept with it. */
export const divisions = divisionFile.divisions as readonly Division[]
