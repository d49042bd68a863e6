export const charts = {
  menu: 'Menu of the chart {title}',
  savePng: 'Save as PNG',
  saveSvg: 'Save as SVG',
  saveCsv: 'Save numbers as CSV',
  copy: 'Copy image',
  copied: 'Image copied',
  copyFailed: 'The image was not copied',
  saveFailed: 'The chart was not saved',
  tooLarge: 'the picture is too large',
  notDrawn: 'it is not drawn yet',
  resetZoom: 'Reset zoom',
  pointsOf: '{shown} of {recorded} points',
}
