// Preloaded into a program: when it ends, writes its processor time and page faults to descriptor 3, as one line of JSON.
const { writeSync } = require('node:fs')

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, minorPageFault } = process.resourceUsage()
  writeSync(3, `${JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, faults: minorPageFault, check: '' })}\n`)
})
