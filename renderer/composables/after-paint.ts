import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** True from the first task after the frame in which the component was first seen: for what may come later than the rest. */
export function useAfterPaint(): Readonly<Ref<boolean>> {
  const painted = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame = 0
  onMounted(() => {
    frame = requestAnimationFrame(() => {
      timer = setTimeout(() => { painted.value = true })
    })
  })
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  })
  return painted
}
