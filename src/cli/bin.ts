#!/usr/bin/env node
/** The program `rtnl-dump`. The rest of it is loaded once V8's compile cache is in use. */
import { useCompileCache } from '../startup/compile-cache.ts'

useCompileCache()
void import('./program.ts')
