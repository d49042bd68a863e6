import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { isHistoryOrder, type HistoryOrder, type MistakeOrder } from '../../../core/index.ts'
import type { LearningRequest, LearningSummary } from '../../../electron/contract/api.ts'
import { api } from '../../api/client.ts'

/** The orders that lives of samples give. */
export const HISTORY_ORDERS = ['forgotten', 'learnedLast', 'neverLearned'] as const satisfies readonly HistoryOrder[]

/** How the samples of a part were learned, asked for again with each epoch, and the order by it where one is chosen. An order that is not offered becomes `usual`. */
export function useLearning<O extends MistakeOrder>(asked: () => LearningRequest & { readonly epoch: number }, order: Ref<O>, usual: O): { readonly learning: ShallowRef<LearningSummary | null>; readonly historyOrder: ComputedRef<HistoryOrder | null> } {
  const learning = shallowRef<LearningSummary | null>(null)
  watch(() => JSON.stringify(asked()), async (wanted) => {
    const { epoch: _, ...request } = asked()
    const found = request.part === 'test' ? null : await api.analysis.learning(request).catch(() => null) // the orders by it are not offered then
    if (JSON.stringify(asked()) !== wanted) return
    learning.value = found
    if (found === null && isHistoryOrder(order.value)) order.value = usual
  }, { immediate: true })
  return { learning, historyOrder: computed(() => (isHistoryOrder(order.value) ? order.value : null)) }
}
