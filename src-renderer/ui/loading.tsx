import { useEffect, useState } from 'react'
import { useText } from '../text/language.ts'
import classes from './blank.module.css'

/** What is answered sooner needs no word, ms. */
const patience = 300

/** Says that an answer is being waited for, once it takes long enough to be noticed. */
export function Loading() {
  const { loading } = useText().frame.common
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p className={classes.more} role="status">
      {late ? loading : ''}
    </p>
  )
}
