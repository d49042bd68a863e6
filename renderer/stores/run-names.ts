import { defineStore } from 'pinia'
import { computed } from 'vue'
import { createRunNames } from '../composables/run-values.ts'
import { useRuns } from './runs.ts'

/** What can be asked of the runs that there are: names of scores, of hyper-parameters, tags. */
export const useRunNames = defineStore('run-names', () => {
  const runs = useRuns()
  const namesOf = createRunNames()
  const names = computed(() => namesOf(runs.all))
  return { names }
})
