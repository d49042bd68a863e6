import { createRouter, createWebHashHistory } from 'vue-router'
import type { IconName } from './components/icons.ts'

/** The rail, in the order of its shortcuts 1…6. */
export const views = ['data', 'design', 'runs', 'compare', 'mistakes', 'gallery'] as const satisfies readonly IconName[]
export type ViewName = (typeof views)[number]

/** Each in a file of its own, so that the window opens before they are read. */
const load = {
  start: () => import('./views/start/StartView.vue'),
  data: () => import('./views/data/DataView.vue'),
  design: () => import('./views/design/DesignView.vue'),
  runs: () => import('./views/runs/RunsView.vue'),
  compare: () => import('./views/compare/CompareView.vue'),
  mistakes: () => import('./views/mistakes/MistakesView.vue'),
  gallery: () => import('./views/gallery/GalleryView.vue'),
}

/** Reads the views that were not opened yet, so that the first look at each is as quick as the next. */
export async function prefetchViews(): Promise<void> {
  for (const view of Object.values(load)) await view().catch(() => {}) // it is asked for again, and then told, when it is opened
}

/** Addresses are `#/data/<id>`, `#/runs/<id>`, …; what is selected stands in them, so that back and forward work. */
export const createAppRouter = () =>
  createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'start', component: load.start },
      { path: '/data/:id?', name: 'data', component: load.data },
      { path: '/design', name: 'design', component: load.design },
      { path: '/runs/:id?', name: 'runs', component: load.runs },
      { path: '/compare', name: 'compare', component: load.compare },
      { path: '/mistakes/:id?', name: 'mistakes', component: load.mistakes },
      { path: '/gallery', name: 'gallery', component: load.gallery },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  })
