import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract, methods, publicMethods, type MethodName } from '../../src-contract/contract.ts'
import { roles, type Role } from '../../src-contract/roles.ts'
import { openTestStation, type TestStation } from '../support/station.ts'

/**
 * Who may call what, written out once more by hand: C clerk, O officer, X auxiliary, H chief, A auditor, I it. The contract must not be
 * tested against itself.
 */
const allowed: Partial<Record<MethodName, string>> = {
  'core.check': 'COXHAI',
  'core.diagnostics': 'I',
  'accounts.lock': 'COXHAI',
  'accounts.list': 'HI',
  'accounts.colleagues': 'COXHAI',
  'accounts.create': 'I',
  'accounts.setActive': 'I',
  'accounts.firstCode': 'HI',
  'accounts.keyChange': 'HI',
  'accounts.startKeyChange': 'HI',
  'accounts.cancelKeyChange': 'HI',
  'accounts.changePassphrase': 'COXHAI',
  'audit.list': 'A',
  'audit.verify': 'AI',
  'home.today': 'COXHAI',
  'network.get': 'I',
  'network.setProxy': 'I',
  'network.readAuthority': 'I',
  'network.addAuthority': 'I',
  'network.removeAuthority': 'I',
  'network.testPlatform': 'I',
  'sync.status': 'COXHAI',
  'sync.enrol': 'I',
  'sync.now': 'COXHAI',
  'sync.networkBack': 'COXHAI',
  'sync.pack': 'COHI',
  'sync.carry': 'COHI',
  'sync.openDrafts': 'COX',
  'sync.open': 'COH',
  'sync.waiting': 'COH',
  'sync.records': 'COH',
  'sync.requestLeaseCode': 'COXHAI',
  'sync.enterLeaseCode': 'COXHAI',
  'sync.settle': 'COH',
  'sync.answerRejected': 'COH',
  'sources.catalog': 'COXHAI',
  'sources.preview': 'C',
  'sources.import': 'C',
  'sources.imports': 'CHA',
  'sources.odd': 'A',
  'sources.raw': 'A',
  'lookup.search': 'COA',
  'lookup.searchUnindexed': 'COA',
  'outside.ask': 'CO',
  'outside.next': 'CO',
  'lookup.open': 'COA',
  'lookup.place': 'COA',
  'lookup.print': 'CO',
  'lookup.reveal': 'CO',
  'lookup.compare': 'CO',
  'quality.list': 'COH',
  'quality.settle': 'CO',
  'quality.request': 'CO',
  'quality.sendAgain': 'CO',
  'quality.assign': 'COH',
  'distribution.overview': 'CH',
  'distribution.list': 'CH',
  'distribution.ofEntry': 'COH',
  'distribution.panel': 'C',
  'distribution.complete': 'C',
  'distribution.exportBatch': 'C',
  'distribution.batchFile': 'C',
  'distribution.copied': 'C',
  'distribution.confirm': 'C',
  'distribution.refuse': 'C',
  'distribution.sendAgain': 'C',
  'distribution.readReturn': 'C',
  'distribution.applyReturn': 'C',
  'ledger.books': 'COXHAI',
  'ledger.openDraft': 'COX',
  'ledger.readDraft': 'COX',
  'ledger.drafts': 'COX',
  'ledger.saveDraft': 'COX',
  'ledger.fillFromCard': 'COX',
  'ledger.paperToType': 'COX',
  'ledger.setPaper': 'COX',
  'ledger.discardDraft': 'COX',
  'ledger.file': 'CO',
  'ledger.list': 'COH',
  'ledger.read': 'COH',
  'ledger.correct': 'CO',
  'ledger.history': 'COH',
  'ledger.print': 'COH',
  'duty.choices': 'COXH',
  'duty.roster': 'COXH',
  'duty.assignments': 'COXH',
  'duty.timeline': 'COXH',
  'duty.areas': 'COXH',
  'duty.beatOf': 'COXH',
  'duty.inspections': 'COXH',
  'duty.campaigns': 'COXH',
  'duty.batches': 'COXH',
  'duty.saveDuty': 'CH',
  'duty.removeDuty': 'CH',
  'duty.saveAssignment': 'CH',
  'duty.removeAssignment': 'CH',
  'duty.saveCover': 'CH',
  'duty.removeCover': 'CH',
  'duty.saveBeat': 'CH',
  'duty.saveArea': 'CH',
  'duty.removeArea': 'CH',
  'duty.saveInspection': 'CH',
  'duty.removeInspection': 'CH',
  'duty.fulfilInspection': 'CH',
  'duty.proposeInspections': 'CH',
  'duty.planInspections': 'CH',
  'duty.saveCampaign': 'CH',
  'duty.removeCampaign': 'CH',
  'duty.template': 'CH',
  'duty.previewImport': 'CH',
  'duty.applyImport': 'CH',
  'duty.undoImport': 'CH',
  'duty.imports': 'CH',
  'duty.changes': 'CH',
  'duty.nameDeputy': 'H',
  'duty.endActing': 'H',
  'duty.handPaper': 'COX',
  'duty.confirmBatch': 'COX',
  'duty.cancelBatch': 'COX',
  'duty.linkBatch': 'C',
  'places.suggest': 'COX',
  'paper.buildings': 'CO',
  'paper.copies': 'COH',
  'paper.prepare': 'CO',
  'paper.print': 'CO',
  'paper.tick': 'CO',
  'paper.open': 'CO',
  'paper.takeOver': 'CO',
  'paper.setDay': 'CO',
  'paper.saveRow': 'CO',
  'paper.newcomer': 'CO',
  'paper.file': 'CO',
  'handover.people': 'COH',
  'handover.candidates': 'COH',
  'handover.list': 'COH',
  'handover.read': 'COH',
  'handover.start': 'COH',
  'handover.sign': 'CO',
  'handover.confirm': 'CO',
  'handover.callOff': 'COH',
  'handover.print': 'COH',
  'assessment.runs': 'OH',
  'assessment.readiness': 'H',
  'assessment.run': 'H',
  'assessment.open': 'H',
  'assessment.officer': 'OH',
  'assessment.progress': 'O',
  'assessment.evidence': 'OH',
  'assessment.release': 'H',
  'assessment.discard': 'H',
  'assessment.diff': 'OH',
  'assessment.schemes': 'OH',
  'assessment.loadScheme': 'H',
  'assessment.trySchemeOn': 'H',
  'assessment.appeal': 'O',
  'assessment.appeals': 'COH',
  'assessment.acceptAppeal': 'CH',
  'assessment.reviewAppeal': 'CH',
  'assessment.decideAppeal': 'H',
  'assessment.acceptMissing': 'H',
  'sampling.list': 'HA',
  'sampling.lock': 'H',
  'sampling.draw': 'H',
  'sampling.open': 'HA',
  'sampling.frame': 'HA',
  'sampling.verify': 'HA',
  'sampling.reveal': 'A',
  'sampling.judge': 'A',
  'evaluations.surveys': 'HA',
  'evaluations.prepare': 'H',
  'evaluations.invitations': 'H',
  'evaluations.preview': 'H',
  'evaluations.apply': 'H',
  'evaluations.confirm': 'A',
  'evaluations.withdraw': 'HA',
  'evaluations.rejected': 'H',
  'evaluations.figures': 'H',
  'evaluations.callBacks': 'CH',
  'evaluations.closeCallBack': 'CH',
  'authorities.list': 'HA',
  'authorities.add': 'H',
  'authorities.confirm': 'A',
  'authorities.remove': 'HA',
  'authorities.revoke': 'HA',
  'reports.list': 'H',
  'reports.print': 'OH',
  'reports.sign': 'H',
  'reports.bundle': 'H',
  'linkage.status': 'COHA',
  'linkage.run': 'CH',
  'linkage.reviews': 'COA',
  'linkage.evidence': 'COA',
  'linkage.decide': 'CO',
  'linkage.split': 'CO',
  'linkage.undo': 'CO',
  'attachments.add': 'COX',
  'attachments.list': 'COXH',
  'attachments.open': 'COXH',
  'attachments.remove': 'COX',
  'returns.list': 'CH',
  'returns.create': 'C',
  'returns.update': 'C',
  'returns.replaceTemplate': 'C',
  'returns.open': 'CH',
  'returns.bind': 'C',
  'returns.fill': 'CH',
  'returns.submission': 'CH',
  'returns.records': 'CH',
  'returns.submit': 'C',
  'returns.review': 'CH',
  'returns.file': 'CH',
  'preferences.get': 'COXHAI',
  'preferences.set': 'COXHAI',
  'exchange.checkRows': 'CO',
  'exchange.fileRows': 'CO',
  'exchange.openImport': 'CO',
  'exchange.readImport': 'CO',
  'exchange.adjustImport': 'CO',
  'exchange.runImport': 'CO',
  'exchange.discardImport': 'CO',
  'exchange.rejectedRows': 'CO',
  'exchange.undo': 'CO',
  'exchange.imports': 'COH',
  'exchange.template': 'COXH',
  'exchange.exportList': 'COH',
  'exchange.printList': 'COH',
  'exchange.askExport': 'CO',
  'exchange.exportRequests': 'COH',
  'exchange.decideExport': 'H',
  'ledger.likeDraft': 'COX',
  'ledger.settleLikeness': 'COX',
  'ledger.household': 'COX',
  'ledger.confirm': 'COX',
  'ledger.passDraft': 'COX',
  'ledger.step': 'CO',
  'ledger.stepMany': 'CO',
  'ledger.void': 'CO',
  'ledger.restore': 'CO',
  'ledger.compare': 'COH',
  'ledger.reviews': 'COH',
  'ledger.decide': 'COH',
  'ledger.undo': 'COX',
  'ledger.temporaryAddresses': 'COH',
  'ledger.addressRequests': 'COH',
  'ledger.askStandardAddress': 'CO',
  'ledger.planMerge': 'CO',
  'ledger.mergeAddress': 'CO',
  'ledger.views': 'COH',
  'ledger.saveView': 'COH',
  'ledger.deleteView': 'COH',
  'ledger.measures': 'CH',
}
const letter: Record<Role, string> = { clerk: 'C', officer: 'O', auxiliary: 'X', chief: 'H', auditor: 'A', it: 'I' }

let station: TestStation
beforeAll(async () => {
  station = await openTestStation()
})
afterAll(() => station.close())

it('every method of the contract is in this table or open to anyone', () => {
  const listed = new Set([...Object.keys(allowed), ...publicMethods])
  expect([...methods.keys()].filter((name) => !listed.has(name))).toEqual([])
  expect(listed.size).toBe(methods.size)
  const open = [...methods].filter(([, spec]) => spec.roles.includes('anyone')).map(([name]) => name)
  expect(open.sort()).toEqual([...publicMethods].sort())
  expect(Object.keys(contract)).toContain('ledger')
})

describe('a role may call its methods and no others', () => {
  for (const role of roles) {
    it(`${role}`, async () => {
      for (const [name, who] of Object.entries(allowed)) {
        if (name === 'accounts.lock') continue
        // A number is no valid input for any method, so a permitted call ends at its shape and changes nothing.
        const result = await station.as(role, name as MethodName, 7 as never)
        const expected = who.includes(letter[role]) ? 'rpc/invalid-input' : 'rpc/denied'
        expect([name, result.ok ? 'ok' : result.error.code]).toEqual([name, expected])
      }
    })
  }

  it('a denied call is in the audit trail, with the method and without its input', async () => {
    await station.as('it', 'lookup.search', { text: '王伟', purpose: 'P02' })
    const trail = await station.as('auditor', 'audit.list', { actions: ['denied'], limit: 1 })
    expect(trail.ok && trail.value.rows[0]).toMatchObject({
      role: 'it',
      result: 'denied',
      detail: { method: 'lookup.search' },
    })
  })

  it('nobody who is not logged in gets further than the log-in page', async () => {
    await station.core.gate.close()
    for (const name of Object.keys(allowed)) {
      const result = await station.call(name as MethodName, {} as never)
      expect([name, result.ok ? 'ok' : result.error.code]).toEqual([name, 'rpc/not-logged-in'])
    }
  })
})

describe('a call that is not in the contract', () => {
  it('gets its own answer and does nothing', async () => {
    const code = async (method: string, input: unknown) => {
      const result = await station.core.dispatcher.dispatch({ method, input })
      return result.ok ? 'ok' : result.error.code
    }
    expect(await code('ledger.destroy', {})).toBe('rpc/unknown-method')
    expect(await code('__proto__', {})).toBe('rpc/unknown-method')
    expect(await code('constructor', {})).toBe('rpc/unknown-method')
    expect(await code('accounts.status', { extra: 1 })).toBe('rpc/invalid-input')
    expect(await code('accounts.logIn', null)).toBe('rpc/invalid-input')
  })

  it('never gets back what it sent', async () => {
    const result = await station.core.dispatcher.dispatch({
      method: 'accounts.logIn',
      input: { login: 12, passphrase: 'my secret' },
    })
    expect(JSON.stringify(result)).not.toContain('my secret')
    expect(result).toMatchObject({ ok: false, error: { code: 'rpc/invalid-input', params: { fields: ['login'] } } })
  })
})
