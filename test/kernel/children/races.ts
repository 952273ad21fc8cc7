/** Creates and deletes names that other processes create at the same time; prints the outcome of each attempt. */
import { Netns } from '../../../src/index.ts'

const attempt = async (promise: Promise<Netns>): Promise<string> => {
  try {
    ;(await promise).close()
    return 'made'
  } catch (error) {
    return String((error as { code?: string }).code)
  }
}

const results: string[] = []
for (let i = 0; i < Number(process.argv[2]); i++) results.push(await attempt(Netns.create(`race${i}`)))
console.log(JSON.stringify(results))
