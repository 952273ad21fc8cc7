// tap, for a file that runs together with others: its subtest. Each file imports this module with a query of its own.
import { subtestOf } from './together.mjs'

export default subtestOf(decodeURIComponent(new URL(import.meta.url).search.slice(1)))
