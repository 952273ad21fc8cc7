/** Starts the page. Served by `rtnl-dump serve` it also shows this machine; as files of any web server it decodes. */
import { DecodeView } from './decode-view.ts'
import { byId } from './elements.ts'
import { EventsView } from './events-view.ts'
import { GraphView } from './graph-view.ts'
import { Tabs } from './tabs.ts'

const THEMES = ['auto', 'light', 'dark']

/** The colours: those of the system, light or dark. */
const startTheme = (): void => {
  const button = byId('theme')
  const apply = (theme: string): void => {
    document.documentElement.dataset['theme'] = theme
    button.textContent = `Colours: ${theme}`
  }
  apply('auto')
  button.addEventListener('click', () => {
    const next = THEMES.indexOf(String(document.documentElement.dataset['theme'])) + 1
    apply(THEMES[next % THEMES.length] as string)
  })
}

const startLive = (): void => {
  const graph = new GraphView()
  const events = new EventsView(() => graph.changed())
  new Tabs((name) => {
    if (name === 'graph') graph.changed(0)
  })
  events.connect()
}

startTheme()
new DecodeView()
if (document.documentElement.dataset['mode'] === 'live') startLive()
