import { BarChart, CustomChart, HeatmapChart, LineChart, LinesChart, ScatterChart } from 'echarts/charts'
import { DataZoomComponent, DatasetComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { graphic, init, use } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'

// Without DatasetComponent series draw nothing, and say nothing.
use([LinesChart, LineChart, BarChart, CustomChart, HeatmapChart, ScatterChart, GridComponent, DatasetComponent, DataZoomComponent, TooltipComponent, LegendComponent, MarkLineComponent, MarkPointComponent, MarkAreaComponent, VisualMapComponent, CanvasRenderer, SVGRenderer])

export { graphic, init }
export type { ECharts, EChartsCoreOption as ChartOption } from 'echarts/core'
