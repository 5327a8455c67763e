import { expect, test } from 'vitest'
import type { EntryEvent, EntryVersion } from '../../../src-contract/features/ledger.shapes.ts'
import type { Instant, Version } from '../../../src-contract/ids.ts'
import { timelineOf } from './timeline.ts'

const at = (minute: number) => `2026-03-10T02:0${minute}:00.000Z` as Instant
const version = (number: number, minute: number): EntryVersion => ({
  version: number as Version,
  at: at(minute),
  by: '张启伟',
  reason: null,
  changes: [],
})
const step = (transition: string | null, minute: number): EntryEvent => ({
  at: at(minute),
  by: '张启伟',
  byOffice: false,
  from: transition === null ? null : 'present',
  to: 'left',
  transition,
  note: null,
  changes: [],
})

test('corrections and steps stand in one line, newest first', () => {
  const line = timelineOf([version(1, 0), version(2, 3)], [step('confirm', 1), step('leave', 4)])
  expect(
    line.map((one) => (one.is === 'version' ? `v${one.version}` : one.is === 'event' ? one.transition : 'decided')),
  ).toEqual(['leave', 'v2', 'confirm', 'v1'])
})

test('the filing itself is told once', () => {
  expect(timelineOf([version(1, 0)], [step(null, 0)]).map((one) => one.is)).toEqual(['version'])
})

test('a step of the same instant stands above the version that it was taken on', () => {
  expect(timelineOf([version(1, 0)], [step('confirm', 0)]).map((one) => one.is)).toEqual(['event', 'version'])
})
