import { builtInScheme, schemeVersions } from '../../../src-domain/scoring/schemes.ts'
import type { IndicatorId } from '../../../src-domain/scoring/scheme.ts'
import { useLabel } from '../../text/language.ts'

const scheme = builtInScheme(schemeVersions.at(-1) ?? '')

/** The name of an indicator, with its code. */
export function useIndicatorNames(): (id: IndicatorId) => string {
  const label = useLabel()
  return (id) => {
    const name = scheme?.indicators[id].name
    return name === undefined ? id : `${id} ${label(name)}`
  }
}
