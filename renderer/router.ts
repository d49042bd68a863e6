import { createRouter, createWebHashHistory } from 'vue-router'
import type { IconName } from './components/icons.ts'

/** The rail, in the order of its shortcuts 1…6. */
export const views = ['data', 'design', 'runs', 'compare', 'mistakes', 'gallery'] as const satisfies readonly IconName[]
export type ViewName = (typeof views)[number]

/** Addresses are `#/data/<id>`, `#/runs/<id>`, …; what is selected stands in them, so that back and forward work. */
export const createAppRouter = () =>
  createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'start', component: () => import('./views/start/StartView.vue') },
      { path: '/data/:id?', name: 'data', component: () => import('./views/data/DataView.vue') },
      { path: '/design', name: 'design', component: () => import('./views/design/DesignView.vue') },
      { path: '/runs/:id?', name: 'runs', component: () => import('./views/runs/RunsView.vue') },
      { path: '/compare', name: 'compare', component: () => import('./views/compare/CompareView.vue') },
      { path: '/mistakes/:id?', name: 'mistakes', component: () => import('./views/mistakes/MistakesView.vue') },
      { path: '/gallery', name: 'gallery', component: () => import('./views/gallery/GalleryView.vue') },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  })
