import { normaliseName, splitName } from '../names/normalise-name.ts'
import { sameName } from '../names/same-name.ts'

const titles = /(?:先生|女士|小姐|姐|哥|阿姨|师傅|老师|大爷|大妈)$/u

/**
 * Whether two names can hardly be two spellings of one: not when they sound alike or look alike, when one is how people address
 * the other (小王, 王阿姨), or when a character of the given name was doubled, dropped, swapped or is another.
 */
export function clearlyDifferent(a: string, b: string): boolean {
  const [left, right] = [normaliseName(a), normaliseName(b)]
  if (left === '' || right === '') return false
  if (sameName(left, right) !== 'different') return false
  const [one, other] = [splitName(left), splitName(right)]
  if (one.surname === other.surname && oneCharacterApart(one.given, other.given)) return false
  if (addressed(left, other.surname) || addressed(right, one.surname)) return false
  if (one.surname !== other.surname || one.surname === '') return true
  return !slipped(one.given, other.given)
}

/** 李家博 and 李冢博: of a given name of two characters or more, one is another. */
function oneCharacterApart(a: string, b: string): boolean {
  const [left, right] = [[...a], [...b]]
  return left.length >= 2 && left.length === right.length && left.filter((one, at) => one !== right[at]).length === 1
}

/** Whether both names begin with one surname: 周军 and 周车 may be a slip or two people. */
export function sameSurname(a: string, b: string): boolean {
  const surname = splitName(normaliseName(a)).surname
  return surname !== '' && surname === splitName(normaliseName(b)).surname
}

function addressed(name: string, surname: string): boolean {
  if (surname === '') return false
  if (name === `小${surname}` || name === `老${surname}`) return true
  return name.startsWith(surname) && titles.test(name) && name.replace(titles, '') === surname
}

/** Two characters changed places, or one was written twice or left out. */
function slipped(a: string, b: string): boolean {
  const [short, long] = [...a].length <= [...b].length ? [[...a], [...b]] : [[...b], [...a]]
  if (short.length === long.length) return [...short].sort().join('') === [...long].sort().join('')
  if (long.length - short.length !== 1) return false
  return long.some((_, at) => [...long.slice(0, at), ...long.slice(at + 1)].join('') === short.join(''))
}
