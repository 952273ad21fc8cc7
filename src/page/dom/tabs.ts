/** The tabs of the page. The part of its address after # remembers which one is shown. */
import { byId } from './elements.ts'

const NAMES = ['decode', 'events', 'graph'] as const

export type TabName = (typeof NAMES)[number]

export class Tabs {
  private readonly onShow: (name: TabName) => void

  /** `onShow` is called with each tab that is shown. */
  constructor(onShow: (name: TabName) => void) {
    this.onShow = onShow
    byId('tabs').hidden = false
    for (const name of NAMES) {
      const tab = byId(`tab-${name}`)
      tab.addEventListener('click', () => this.show(name))
      tab.addEventListener('keydown', (event) => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
        if (step === 0) return
        event.preventDefault()
        const next = NAMES[(NAMES.indexOf(name) + step + NAMES.length) % NAMES.length] as TabName
        this.show(next)
        byId(`tab-${next}`).focus()
      })
    }
    addEventListener('hashchange', () => this.follow())
    this.follow()
  }

  private follow(): void {
    this.show(NAMES.find((name) => location.hash === `#${name}`) ?? 'decode')
  }

  private show(shown: TabName): void {
    for (const name of NAMES) {
      const tab = byId(`tab-${name}`)
      tab.setAttribute('aria-selected', String(name === shown))
      tab.tabIndex = name === shown ? 0 : -1
      byId(name).hidden = name !== shown
    }
    history.replaceState(null, '', `#${shown}`)
    this.onShow(shown)
  }
}
