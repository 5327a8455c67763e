import { useEffect, useState } from 'react'

/** An address under which a picture's bytes can be drawn; given back when they are no longer shown. */
export function usePicture(bytes: Uint8Array | null | undefined, type: string): string | null {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (!bytes) return
    const made = URL.createObjectURL(new Blob([bytes.slice()], { type }))
    setAddress(made)
    return () => {
      URL.revokeObjectURL(made)
      setAddress(null)
    }
  }, [bytes, type])
  return address
}
