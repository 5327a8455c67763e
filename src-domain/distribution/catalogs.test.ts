import { describe, expect, it } from 'vitest'
import { booksById } from '../books/books.ts'
import { channelOf, distributionCatalogs, targetsOf } from './forms.ts'

const forms = [...distributionCatalogs.values()].flatMap(({ system, forms: all }) =>
  all.map((form) => ({ name: `${system} ${form.book}`, form, book: booksById.get(form.book)?.definition })),
)

describe.each(forms)('the form of $name', ({ form, book }) => {
  const optionsOf = (key: string): readonly string[] =>
    book?.fields.find((field) => field.key === key)?.options.map(({ value }) => value) ?? []

  it('asks only for what the book has', () => {
    const known = [...(book?.fields.map(({ key }) => key) ?? []), '@state', '@number']
    expect(form.fields.flatMap(({ from }) => from ?? []).filter((from) => !known.includes(from))).toEqual([])
  })

  it('looks only at choices that the book has', () => {
    const conditions = [form.when, ...form.fields.map(({ when }) => when)].flatMap((when) => Object.entries(when ?? {}))
    const unknown = conditions.filter(([key, allowed]) => allowed.some((value) => !optionsOf(key).includes(value)))
    expect(unknown).toEqual([])
  })

  it('has each key and heading once, and none that the message itself has', () => {
    const keys = form.fields.map(({ key }) => key)
    const headings = form.fields.map(({ label }) => label.zh)
    expect([new Set(keys).size, new Set(headings).size]).toEqual([keys.length, headings.length])
    expect(keys.filter((key) => key === 'book' || key === 'withdrawn')).toEqual([])
  })

  it('says nothing twice: a fixed value comes from no field', () => {
    expect(form.fields.filter(({ from, value }) => from !== undefined && value !== undefined)).toEqual([])
  })
})

it('each book goes where the station’s rules say', () => {
  const goes = [...booksById.keys()].map((book) => [book, targetsOf(book).map(({ system }) => system)])
  expect(Object.fromEntries(goes.filter(([, systems]) => systems?.length !== 0) as [string, string[]][])).toEqual({
    L02: ['JZ'],
    L03: ['JZ'],
    L04: ['ZJ'],
    L05: ['JZ'],
    L06: ['WG'],
    L07: ['WG'],
    L08: ['WG', 'YJ'],
    L09: ['JCJ'],
    L12: ['MZ'],
  })
  expect([channelOf('JZ'), channelOf('ZJ'), channelOf('JCJ')]).toEqual(['interface', 'import-file', 'manual'])
})

it('no form of a dispute asks for people, places or texts', () => {
  const asked = forms
    .filter(({ form }) => form.book === 'L07')
    .flatMap(({ form }) => form.fields.map(({ from }) => from))
  expect(asked).toEqual(['@number', 'kind', '@state'])
})
