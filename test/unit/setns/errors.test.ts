/** The messages of errors of the namespace helper. */
import t from 'tap'
import { HelperError, LeftBehindError } from '../../../src/setns/errors.ts'

t.test('a name that may be left behind: why the request failed, and why undoing it did', async (t) => {
  const cause = new HelperError('create', 'blue', 'the helper ended before it answered')
  const left = new Error('EROFS: read-only file system')
  const error = new LeftBehindError('create', 'blue', left, cause)
  t.equal(
    error.message,
    'netns create blue: the helper ended before it answered; the name may be left behind: EROFS: read-only file system',
  )
  t.equal(error.left, left)
  t.equal(error.cause, cause)
})

t.test('an aborted request, and a reason that is not an Error', async (t) => {
  const error = new LeftBehindError('attach', 'red', 'no reason', undefined)
  t.equal(error.message, 'netns attach red: given up; the name may be left behind: no reason')
  t.match(error, { code: 'ERR_LEFT_BEHIND', operation: 'attach', target: 'red', left: 'no reason', cause: undefined })
})
