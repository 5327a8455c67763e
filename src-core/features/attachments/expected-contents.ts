/** For features whose rows name a content that goes the way of attached files (`OtherContents`). */
export { expectContent } from './transfers.repo.ts'
