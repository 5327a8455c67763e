/** For features whose rows are exchanged: a row that has to go out although it is written while others' are shown, and the other way round. */
export { addMark, whileApplying } from './sync.repo.ts'
