import { useSession } from '../session/session-context.ts'

/** An address in a list: without the province, city and county that all addresses here begin with; whole where one points at it. */
export function NearAddress({ address }: { address: string }) {
  const { county } = useSession()
  return <span title={address}>{nearAddress(address, county)}</span>
}

/** @param county what addresses of the station begin with, '' where it is not known */
export function nearAddress(address: string, county: string): string {
  return county !== '' && address.length > county.length && address.startsWith(county)
    ? address.slice(county.length)
    : address
}
