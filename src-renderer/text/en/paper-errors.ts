import type { SentenceValues } from '../sentence.ts'

/** What went wrong with walk lists and handovers. */
export const paperErrors = {
  'paper/gone': () => 'This walk list was not found or is outside your work. Go back and check its number.',
  'paper/building-unreadable': () =>
    'It cannot be told which building is meant, so nothing was made. Write the address down to the door or building.',
  'paper/no-entries': () =>
    'This building has no open entries of people or rentals, so nothing was made. Check the address, or file its people first.',
  'paper/too-many': (v: SentenceValues) =>
    v.has('max')
      ? `This would be more than ${v.number('max')} lines, so nothing was made. Choose a single building.`
      : 'This would be too many lines, so nothing was made. Choose a single building.',
  'paper/people': () => 'The officer or the holder is not active, so nothing was made. Choose somebody who is.',
  'paper/printed': (v: SentenceValues) =>
    `${v.has('number') ? `Copy ${v.text('number')}` : 'This copy'} has been printed and cannot be printed again. Make a new copy, and mark the one that is not used as destroyed.`,
  'paper/ticked': () => 'This copy is marked as returned already, so nothing was done. Refresh the list.',
  'paper/destroyed': () =>
    'This copy is marked as destroyed and cannot be typed back. Check the number of the paper, or print a new copy and walk again.',
  'paper/note-missing': () =>
    'A copy that did not come back needs a word about why it is destroyed, so nothing was done. Write it.',
  'paper/typed-by-another': () =>
    'Somebody else is typing this copy back, so your input was not kept. Agree with them, then choose “Go on typing myself”.',
  'paper/day': () =>
    'The day of the walk was not kept: it may not be before the paper was made or after today. Type another, such as 0305.',
  'paper/row-stale': (v: SentenceValues) =>
    `${v.has('row') ? `Line ${v.number('row')}` : 'This line'} was changed elsewhere a moment ago, so your input was not kept. Open the copy again and check it.`,
  'paper/row-filed': () =>
    'This line was filed with its visit and cannot be changed here. Correct the visit or the entry instead.',
  'paper/row-problems': () => 'Something in this room has to be put right, so it was not filed. See the marked lines.',
  'handover/gone': () => 'This handover was not found or does not concern you. Go back to the list.',
  'handover/people': () =>
    'Giver and receiver have to be two different officers or clerks, the receiver active, so nothing was done. Choose again.',
  'handover/nothing': () => 'Nothing was selected, so nothing was done. Select at least one item.',
  'handover/item-gone': () =>
    'Something selected was closed or is no longer the giver’s, so nothing was done. Refresh and select again.',
  'handover/reason-missing': () => 'A reason is needed, so nothing was done. Write it.',
  'handover/not-yours': () =>
    'This signature is not yours to give, so nothing was done. The giver signs, the receiver confirms, each once.',
  'handover/not-signed': () => 'The giver has not signed yet, so it cannot be confirmed. Let the giver sign first.',
  'handover/closed': () => 'This handover is closed or called off already, so nothing was done. Refresh to see it.',
}
