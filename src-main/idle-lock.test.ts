import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchIdle } from './idle-lock.ts'

/** What the system says about the person in front of the PC. */
class Pc extends EventEmitter {
  idleSeconds = 0
  state: 'active' | 'idle' | 'locked' | 'unknown' = 'active'
  getSystemIdleTime(): number {
    return this.idleSeconds
  }
  getSystemIdleState(): 'active' | 'idle' | 'locked' | 'unknown' {
    return this.state
  }
}

let pc: Pc
let locks: string[]
let idle: ReturnType<typeof watchIdle>
beforeEach(() => {
  vi.useFakeTimers()
  pc = new Pc()
  locks = []
  idle = watchIdle(pc, (reason) => locks.push(reason))
})
afterEach(() => {
  idle.session({ open: false, idleLockMinutes: 15 })
  vi.useRealTimers()
})

test('fifteen minutes without a touch lock the session, once', () => {
  idle.session({ open: true, idleLockMinutes: 15 })
  pc.idleSeconds = 15 * 60 - 1
  vi.advanceTimersByTime(10_000)
  expect(locks).toEqual([])
  pc.idleSeconds = 15 * 60
  vi.advanceTimersByTime(60_000)
  expect(locks).toEqual(['idle'])
})

test('a shorter limit of the station counts', () => {
  idle.session({ open: true, idleLockMinutes: 5 })
  pc.idleSeconds = 5 * 60
  vi.advanceTimersByTime(5_000)
  expect(locks).toEqual(['idle'])
})

test.each(['lock-screen', 'suspend', 'resume', 'user-did-resign-active'])('%s locks at once', (event) => {
  idle.session({ open: true, idleLockMinutes: 15 })
  pc.emit(event)
  expect(locks).toEqual(['system'])
})

test('a screen that was locked without a word is noticed', () => {
  idle.session({ open: true, idleLockMinutes: 15 })
  pc.state = 'locked'
  vi.advanceTimersByTime(5_000)
  expect(locks).toEqual(['system'])
})

test('without a session there is nothing to lock', () => {
  idle.session({ open: true, idleLockMinutes: 15 })
  idle.session({ open: false, idleLockMinutes: 15 })
  pc.idleSeconds = 99_999
  pc.emit('suspend')
  vi.advanceTimersByTime(60_000)
  expect(locks).toEqual([])
})

test('after the next log-in it counts again', () => {
  idle.session({ open: true, idleLockMinutes: 15 })
  pc.emit('suspend')
  idle.session({ open: true, idleLockMinutes: 15 })
  pc.emit('suspend')
  expect(locks).toEqual(['system', 'system'])
})
