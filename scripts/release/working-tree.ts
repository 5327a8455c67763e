import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Refusal } from './refusal.ts'

const run = promisify(execFile)

/** The commit that a release is made from. @throws Refusal when the folder holds anything that is not in it */
export async function cleanCommit(project: string): Promise<string> {
  const git = (...args: string[]) =>
    run('git', args, { cwd: project }).catch(() => {
      throw new Refusal(`${project} is no git repository, so nobody could say what the release was made from.`)
    })
  const { stdout } = await git('status', '--porcelain')
  if (stdout.trim() !== '')
    throw new Refusal('The working tree has changes that are not committed; commit or remove them first.')
  return (await git('rev-parse', 'HEAD')).stdout.trim()
}
