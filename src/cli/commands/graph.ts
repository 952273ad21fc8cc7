/** `rtnl-dump graph`: a drawing of the network: namespaces, links, and what connects them. */
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Environment } from '../command.ts'
import { addExamples, oneOf } from '../command.ts'
import { PartialError } from '../failure.ts'
import { dotOf } from '../graph/dot.ts'
import { drawingOf } from '../graph/drawing.ts'
import { graphJson } from '../graph/json.ts'
import { mermaidOf } from '../graph/mermaid.ts'
import type { Graph } from '../graph/model.ts'
import { graphOf } from '../graph/model.ts'
import { svgOf } from '../graph/svg.ts'
import { toJson } from '../json.ts'
import type { NamespaceOptions } from '../namespaces.ts'
import { readStates } from '../state/read.ts'

interface GraphOptions extends NamespaceOptions {
  readonly format: string
}

const FORMATS: { readonly [format: string]: (graph: Graph) => string | Promise<string> } = {
  svg: (graph) => svgOf(dotOf(drawingOf(graph)), 'network namespaces and their links'),
  mermaid: (graph) => mermaidOf(drawingOf(graph)),
  dot: (graph) => dotOf(drawingOf(graph)),
  json: (graph) => `${toJson(graphJson(graph))}\n`,
}

const run = async (environment: Environment, options: GraphOptions): Promise<void> => {
  const states = await readStates(environment, { ...options, peers: true })
  const text = await (FORMATS[options.format] as (typeof FORMATS)[string])(graphOf(states))
  await environment.out.write(text)
  if (states.incomplete) throw new PartialError('the graph is incomplete')
}

export const installGraph = (program: Command, environment: Environment): void => {
  const formats = Object.keys(FORMATS)
  const command = program
    .command('graph')
    .summary('a drawing of namespaces, links and what connects them')
    .description(
      'Draws the network: namespaces as boxes, bridges with their ports, veth pairs as lines between boxes, addresses, ' +
        'default routes and NAT. With --all-netns this namespace, all that have a name, and all that have processes, such as ' +
        'containers.',
    )
    .addOption(
      new Option('--format <format>', `${formats.join(', ')}; svg needs the package @viz-js/viz`)
        .default('svg')
        .argParser(oneOf(...formats)),
    )
    .action(() => run(environment, command.optsWithGlobals()))
  addExamples(command, [
    ['rtnl-dump graph --all-netns > network.svg', 'the whole machine as a picture'],
    ['rtnl-dump graph --all-netns --format dot | dot -Tpdf > network.pdf', 'by an installed Graphviz'],
    ['rtnl-dump graph --format json', 'all that was read, and the connections'],
  ])
}
